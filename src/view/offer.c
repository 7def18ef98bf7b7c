#include "view/offer.h"

void offer_init(struct offer *offer)
{
	*offer = (struct offer){.tag = STORE_NONE, .run = STORE_NONE};
}

void offer_fini(struct offer *offer)
{
	str_fini(&offer->name);
	rows_fini(&offer->rows);
	str_fini(&offer->bytes_name);
	str_fini(&offer->value);
	str_fini(&offer->value_said);
	str_fini(&offer->text);
}

void offer_tag(struct offer *offer, const struct scene *scene, uint32_t tag, enum kind kind, uint32_t run)
{
	offer->run = run;
	if (tag == STORE_NONE)
		return;
	offer->tag = tag;
	offer->kind = kind;
	str_append_slice(&offer->name, store_tag_name(scene->store, tag));
}

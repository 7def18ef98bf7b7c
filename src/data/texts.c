#include "data/texts.h"

#include <stdlib.h>

void texts_fini(struct texts *texts)
{
	free(texts->items);
	free(texts->shape);
	document_fini(&texts->document);
	*texts = (struct texts){0};
}

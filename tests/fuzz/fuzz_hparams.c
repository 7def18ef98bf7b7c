/* What the hparams plugin writes, or anything else: names are sorted, each once. */
#include "decode/plugin.h"
#include "fuzz/take.h"
#include "fuzz/target.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct hparams_content content;
	(void)plugin_hparams(slice_make(bytes, length), &content);
	const struct session_start *start = &content.start;
	for (size_t i = 1; i < start->count; i++)
		if (slice_compare(str_slice(&start->hparams[i - 1].name), str_slice(&start->hparams[i].name)) >= 0)
			object("names are sorted, each once");
	for (size_t i = 0; i < start->count; i++)
		if (start->hparams[i].type > HPARAM_JSON || (start->hparams[i].type == HPARAM_JSON && !start->hparams[i].text.length))
			object("a value is of its type");
	hparams_content_fini(&content);
	return 0;
}

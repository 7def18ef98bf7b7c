/* hparams.yaml and config.json, or anything else: names are sorted, each once, and values bounded. */
#include "decode/settings.h"
#include "fuzz/take.h"
#include "fuzz/target.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	for (int form = SETTINGS_YAML; form <= SETTINGS_JSON; form++) {
		struct session_start start;
		struct str why = {0};
		(void)settings_read(slice_make(bytes, length), (enum settings_form)form, &start, &why);
		for (size_t i = 1; i < start.count; i++)
			if (slice_compare(str_slice(&start.hparams[i - 1].name), str_slice(&start.hparams[i].name)) >= 0)
				object("names are sorted, each once");
		for (size_t i = 0; i < start.count; i++)
			if (start.hparams[i].text.length > SETTINGS_TEXT || !start.hparams[i].name.length)
				object("a value is bounded, and has a name");
		session_start_fini(&start);
		str_fini(&why);
	}
	return 0;
}

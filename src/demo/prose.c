#include "demo/prose.h"

static const char *const stories[] = {
	"the ferry had left, and on the pier stood a crate that nobody had ordered. Inside lay a clock "
	"without hands. It ticked all the same, and whoever listened long enough knew what time it was.",
	"every lighthouse keeps a second lamp for the ships that come by land. The keeper trims it on "
	"Sundays; nobody has seen such a ship, but the oil is always used up by Monday.",
	"she wrote the same letter each winter and sent it north with the geese. In spring they brought "
	"it back, with corrections in the margin and once, in red, the word *better*.",
};
#define STORIES (sizeof stories / sizeof *stories)

static void append_garbled(struct str *out, const char *text, double disorder, struct chance *chance)
{
	static const char letters[] = "etaoinshrdlucmfw ";
	for (; *text; text++) {
		bool letter = (*text >= 'a' && *text <= 'z') || *text == ' ';
		bool wrong = letter && chance_unit(chance) < disorder;
		str_append_char(out, wrong ? letters[chance_next(chance) % (sizeof letters - 1)] : *text);
	}
}

void prose_sample(struct str *out, double quality, struct chance *chance)
{
	str_append_text(out, "> Once, when the tide was out, …\n\n");
	append_garbled(out, stories[chance_next(chance) % STORIES], fmax(1.15 * (1 - quality) - 0.05, 0), chance);
	str_append_text(out, "\n");
}

void prose_settings(struct str *out, const struct plan *plan)
{
	const struct plan_setting *setting = plan->setting;
	str_printf(out,
		"## %s\n\nWhat this run tries:\n\n"
		"| setting | value |\n|---|---:|\n"
		"| learning rate | %g |\n| width | %d |\n| depth | %d |\n| batch | %d |\n"
		"| optimizer | %s |\n| dropout | %g |\n| seed | %llu |\n",
		plan->name, setting->learning_rate, setting->width, setting->depth, setting->batch, setting->optimizer,
		setting->dropout, (unsigned long long)plan->seed);
}

void prose_report(struct str *out, int64_t step, double loss, double accuracy, double best)
{
	bool better = loss <= best;
	str_printf(out,
		"### Evaluation at step %lld\n\n- loss **%.3f**%s\n- accuracy **%.1f %%**\n",
		(long long)step, loss, better ? ", the best so far" : "", 100 * accuracy);
	if (!better)
		str_printf(out, "- %.3f above the best\n", loss - best);
	str_append_text(out, better ? "\nCheckpoint kept: `best.ckpt`\n" : "\nCheckpoint thrown away.\n");
}

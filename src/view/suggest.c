#include "view/suggest.h"

#include "base/text.h"
#include "ui/graphics.h"
#include "ui/manual.h"
#include "view/views.h"

#define NAMES_MOST 2000 /* runs or tags: nobody goes through more by Tab */

static void add_word(struct str *out, const char *word)
{
	str_append_text(out, word);
	str_append_char(out, '\n');
}

static void add_words(struct str *out, const char *const *words, int count)
{
	for (int i = 0; i < count; i++)
		add_word(out, words[i]);
}

static void add_name(struct str *out, struct slice name)
{
	text_clean(out, name);
	str_append_char(out, '\n');
}

static void add_runs(const struct store *store, struct str *out)
{
	for (uint32_t i = 0; i < store_run_count(store) && i < NAMES_MOST; i++)
		add_name(out, store_run(store, store_run_at(store, i)).name);
}

static void add_tags(const struct store *store, struct str *out)
{
	for (uint32_t i = 0; i < store_tag_count(store) && i < NAMES_MOST; i++)
		add_name(out, store_tag_name(store, store_tag_at(store, i)));
}

/* All, and the three as large as they were last. */
static void add_tails(const struct extent *extent, struct str *out)
{
	char text[TAIL_TEXT];
	for (int i = TAIL_NONE; i < TAIL_ROUND; i++) {
		tail_text(text, (struct tail_spec){(enum tail)i, extent->tails[i]});
		add_word(out, text);
	}
}

static void add_views(struct str *out)
{
	for (int i = 0; i < view_count; i++)
		add_word(out, views[i]->name);
}

void suggest(const struct scene *scene, enum action action, struct str *out)
{
	static const char *const themes[] = {"auto", "dark", "light", "mono"};
	static const char *const copies[] = {"value", "text", "table", "path"};
	static const char *const exports[] = {"csv ", "jsonl ", "svg ", "ansi ", "file ", "all csv ", "all jsonl ", "all svg ",
	                                      "all ansi "};
	static const char *const groupings[] = {"off", "prefix", "hparam ", "regex "};
	static const char *const smoothings[] = {"off", "ema ", "tw-ema ", "window "};
	static const char *const bands[] = {"std", "minmax", "q"};
	static const char *const bests[] = {"auto", "min", "max"};
	static const char *const y_ranges[] = {"auto", "zero", "shared"};
	switch (action) {
	case ACTION_X_AXIS: add_words(out, axis_names, X_AXIS_COUNT); break;
	case ACTION_Y_SCALE: add_words(out, y_scale_names, Y_SCALE_COUNT); break;
	case ACTION_MARKER: add_words(out, marker_names, MARKER_COUNT); break;
	case ACTION_SORT: add_words(out, run_sort_names, RUN_SORT_COUNT); break;
	case ACTION_THEME: add_words(out, themes, 4); break;
	case ACTION_PIXELS: add_words(out, graphics_names, GRAPHICS_WAYS); break;
	case ACTION_COPY: add_words(out, copies, 4); break;
	case ACTION_EXPORT: add_words(out, exports, 9); break;
	case ACTION_SMOOTH: add_words(out, smoothings, 4); break;
	case ACTION_GROUP: add_words(out, groupings, 4); break;
	case ACTION_BAND: add_words(out, bands, 3); break;
	case ACTION_BEST: add_words(out, bests, 3); break;
	case ACTION_Y_RANGE: add_words(out, y_ranges, 3); break;
	case ACTION_ALERT: add_word(out, "off"); break;
	case ACTION_TAIL: add_tails(choice_extent(scene->choice), out); break;
	case ACTION_SIDEBAR: add_word(out, "auto"); break;
	case ACTION_VIEW: add_views(out); break;
	case ACTION_HELP: manual_topics(out); break;
	case ACTION_X_TAG:
		add_word(out, "off");
		add_tags(scene->store, out);
		break;
	case ACTION_DERIVE:
	case ACTION_FILTER: add_tags(scene->store, out); break;
	case ACTION_FILTER_RUNS: add_runs(scene->store, out); break;
	default: break;
	}
}

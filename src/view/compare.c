#include "base/alloc.h"
#include "base/text.h"
#include "model/hparam_groups.h"
#include "view/ask.h"
#include "view/axes.h"
#include "view/scalars.h"
#include "view/typed.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Whether there is a group, if only of one run. */
static bool any_group(const struct store *store, const struct grouping *grouping)
{
	struct hparam_groups *groups = hparam_groups_new();
	struct slice key;
	bool any = false, by_hparams = grouping->by == GROUP_HPARAM;
	if (by_hparams)
		hparam_groups_learn(groups, store, grouping->text ? grouping->text : "");
	for (uint32_t i = 0; i < store_run_count(store) && !any; i++) {
		uint32_t run = store_run_at(store, i);
		any = by_hparams ? hparam_groups_key(groups, run, &key) : grouping_key(grouping, store_run(store, run).name, &key);
	}
	hparam_groups_free(groups);
	return any;
}

static void say_no_group(enum group_by by, struct asks *out)
{
	static const char *const why[] = {
		[GROUP_PREFIX] = "no run's name has one of / _ - . in it: each stands alone",
		[GROUP_REGEX] = "it matches no run's name: each stands alone",
		[GROUP_HPARAM] = "no run says such hparams: each stands alone",
	};
	ask(out, ASK_NOTICE, why[by]);
}

static void say_no_grouping(const char *spec, struct asks *out)
{
	static const char regex[] = "regex ";
	size_t before = sizeof regex - 1;
	const char *wanted = spec + (!strncmp(spec, regex, before) ? before + strspn(spec + before, " ") : strlen(spec));
	struct pattern_fault fault = pattern_fault(wanted);
	struct str text = {0};
	if (fault.what) {
		str_append_text(&text, "regex /");
		text_clean(&text, slice_of(wanted));
		str_append_text(&text, "/: ");
		pattern_fault_say(fault, &text);
	} else {
		str_append_text(&text, "group takes prefix (up to the last / _ - or .), regex RE, hparam NAME, off");
	}
	ask(out, ASK_NOTICE, str_text(&text));
	str_fini(&text);
}

static void group(const struct scene *scene, const struct input *input, struct asks *out)
{
	struct grouping grouping = {0};
	if (!typed_text(input, "group runs by: ", out))
		return;
	if (!grouping_parse(&grouping, input->text)) {
		say_no_grouping(input->text, out);
		return;
	}
	ask_edit(out, (struct edit){.what = EDIT_GROUP, .text = input->text});
	if (grouping.by != GROUP_OFF && !any_group(scene->store, &grouping))
		say_no_group(grouping.by, out);
	grouping_fini(&grouping);
}

static void band(const struct input *input, struct asks *out)
{
	struct band_spec spec;
	if (!typed_text(input, "band: ", out))
		return;
	if (band_parse(input->text, &spec))
		ask_edit(out, (struct edit){.what = EDIT_BAND, .text = input->text});
	else
		ask(out, ASK_NOTICE, "band takes std, minmax, or q and a percentage below 50: q25 goes from 25 to 75 %");
}

static void sort(const struct input *input, struct asks *out)
{
	int which;
	if (typed_word(input, run_sort_names, RUN_SORT_COUNT, &which, out))
		ask_edit(out, (struct edit){.what = EDIT_RUN_SORT, .number = which});
}

static void edit_chart(const struct scalars *view, const struct scene *scene, struct edit edit, struct asks *out)
{
	struct slice name = store_tag_name(scene->store, view->chart_tag);
	char *text = xmemdup0(name.data, name.length);
	edit.text = text;
	ask_edit(out, edit);
	free(text);
}

static void best(const struct scalars *view, const struct scene *scene, const struct input *input, struct asks *out)
{
	static const char *const words[] = {"auto", "min", "max"};
	if (view->chart_tag == STORE_NONE) {
		ask(out, ASK_NOTICE, "there is no chart whose tag could be judged");
		return;
	}
	if (!typed_text(input, "best is: ", out))
		return;
	for (int i = 0; i < 3; i++)
		if (!strcmp(words[i], input->text)) {
			edit_chart(view, scene, (struct edit){.what = EDIT_BETTER, .number = BETTER_UNKNOWN + i}, out);
			return;
		}
	ask(out, ASK_NOTICE, "best takes min, max, or auto: by the words of the tag's name");
}

static bool any_has(const struct scene *scene, const char *tag)
{
	return !tag || store_tag_find(scene->store, slice_of(tag)) != STORE_NONE;
}

/* A tag of that name that a file has is not touched. */
static bool is_taken(const struct scene *scene, const char *name)
{
	uint32_t tag = store_tag_find(scene->store, slice_of(name));
	for (uint32_t i = 0; tag != STORE_NONE && i < store_run_count(scene->store); i++) {
		uint32_t series = store_series_find(scene->store, store_run_at(scene->store, i), tag);
		if (series != STORE_NONE && store_series_head(scene->store, series).points && !store_series_head(scene->store, series).derived)
			return true;
	}
	return false;
}

/* Of a rate what stands behind a comma may have been meant as more than a part of the name. */
static void say_no_tag(const struct scene *scene, const struct formula *formula, struct asks *out)
{
	struct label text, name;
	bool first = !any_has(scene, formula->a), rate = formula->rule == FORMULA_RATE && strchr(formula->a, ',');
	label_name(&name, slice_of(first ? formula->a : formula->b), LABEL_SIZE / 2);
	label_format(&text, "no run has a tag %s%s", name.text, rate ? ": rate takes a tag, or a tag and s: rate(loss, s)" : "");
	ask(out, ASK_NOTICE, text.text);
}

static void derive(const struct scene *scene, const struct input *input, struct asks *out)
{
	const struct formulas *formulas = choice_formulas(scene->choice);
	struct formulas tried;
	struct formula formula;
	if (!typed_text(input, "derive NAME = ", out))
		return;
	formulas_copy(&tried, formulas);
	bool off = !strstr(input->text, " = "), good = formulas_set(&tried, input->text);
	formulas_fini(&tried);
	if (!good && off) {
		ask(out, ASK_NOTICE, "derive takes NAME = A / B, A - B, rate(A) or rate(A, s); NAME off takes it away");
	} else if (off) {
		ask_edit(out, (struct edit){.what = EDIT_DERIVE, .text = input->text});
	} else if (!formula_parse(&formula, input->text)) {
		ask(out, ASK_NOTICE, "derive takes NAME = A / B, A - B, rate(A) or rate(A, s), with blanks around the sign");
	} else {
		if (!good)
			ask(out, ASK_NOTICE, "there is no room for more derived series: derive NAME off takes one away");
		else if (is_taken(scene, formula.tag))
			ask(out, ASK_NOTICE, "a file has a tag of that name: choose another");
		else if (!any_has(scene, formula.a) || !any_has(scene, formula.b))
			say_no_tag(scene, &formula, out);
		else
			ask_edit(out, (struct edit){.what = EDIT_DERIVE, .text = input->text});
		formula_fini(&formula);
	}
}

static void merge(const struct scene *scene, struct asks *out)
{
	if (choice_marked(scene->choice)->count < 2)
		ask(out, ASK_NOTICE, "Space marks tags in their list: & puts two or more in one chart");
	ask_edit(out, (struct edit){.what = EDIT_MERGE});
}

static void split(const struct scalars *view, const struct scene *scene, struct asks *out)
{
	bool merged = view->chart_tag != STORE_NONE &&
	              choice_merged(scene->choice, store_tag_name(scene->store, view->chart_tag));
	if (merged)
		edit_chart(view, scene, (struct edit){.what = EDIT_SPLIT}, out);
	else
		ask(out, ASK_NOTICE, "this chart is of one tag: nothing to split");
}

static void pinned_only(const struct scene *scene, struct asks *out)
{
	if (!choice_pins(scene->choice)->count)
		ask(out, ASK_NOTICE, "no tag is pinned: p pins one");
	else
		ask_edit(out, (struct edit){.what = EDIT_PINNED_ONLY});
}

static void difference(const struct scene *scene, struct asks *out)
{
	if (choice_baseline(scene->choice, scene->store) == STORE_NONE)
		ask(out, ASK_NOTICE, "there is no baseline: b makes the run under the cursor one");
	else
		ask_edit(out, (struct edit){.what = EDIT_DIFFERENCE});
}

void compare_prepare_table(struct scalars *view, const struct scene *scene, struct rect area)
{
	uint32_t series = STORE_NONE;
	const struct line_run *line = cursor_line(view, scene, &series);
	points_prepare(&view->table, scene, &view->lineup, line, series, view->chart_tag,
	              view->has_cursor ? view->cursor : NAN, area);
	const struct points *table = &view->table;
	/* The charts' cursor and the table's are one: it went along with the newest point. */
	if (view->has_cursor && table->at_end && table->row_count) {
		const struct placed *point = &table->points[table->cursor - table->top];
		view->cursor = axis_place(choice_x(scene->choice), line, point->step, point->wall);
		view->has_cursor = isfinite(view->cursor);
	}
}

bool compare_act_on_table(struct scalars *view, const struct scene *scene, enum action action)
{
	uint32_t series = STORE_NONE;
	const struct line_run *line = cursor_line(view, scene, &series);
	struct placed point;
	if (!line || !points_act(&view->table, scene, action, &point))
		return false;
	view->cursor = axis_place(choice_x(scene->choice), line, point.step, point.wall);
	view->has_cursor = isfinite(view->cursor);
	return true;
}

static void show_table(struct scalars *view)
{
	view->as_table = !view->as_table;
	view->table.made = false; /* it begins where the cursor is */
	if (view->as_table)
		view->focus = FOCUS_CHARTS;
}

bool compare_act(struct scalars *view, const struct scene *scene, const struct input *input, struct asks *out)
{
	switch (input->action) {
	case ACTION_GROUP: group(scene, input, out); return true;
	case ACTION_BAND: band(input, out); return true;
	case ACTION_SORT: sort(input, out); return true;
	case ACTION_BEST: best(view, scene, input, out); return true;
	case ACTION_DERIVE: derive(scene, input, out); return true;
	case ACTION_MERGE: merge(scene, out); return true;
	case ACTION_SPLIT: split(view, scene, out); return true;
	case ACTION_PINNED_ONLY: pinned_only(scene, out); return true;
	case ACTION_TABLE: show_table(view); return true;
	case ACTION_DIFFERENCE: difference(scene, out); return true;
	default: return false;
	}
}

#include "base/number.h"
#include "view/box.h"
#include "view/meanings.h"
#include "view/offer.h"
#include "view/profile_tab.h"
#include "view/scene.h"
#include "view/views.h"

#include <stdlib.h>
#include <string.h>

static const char *const form_names[FORMS] = {"Profiles", "Overview", "Operations", "Timeline", "Flame",
                                              "Memory", "Ranks", "Compare"};

/* ---- Which profile ---- */

static void choose(struct profile_tab *tab, int number)
{
	if (profile_files_choose(&tab->files, number))
		tab->stopped = false;
}

/* The profile that is ready, or why there is none. */
static const struct profile *look(struct profile_tab *tab, const struct scene *scene, struct asks *out)
{
	tab->note = (struct label){0};
	if (!tab->files.count) {
		label_format(&tab->note, "%s", !finds_count(scene->finds, FIND_PROFILE) ? "no profile in any directory"
		                              : !choice_run_filter_works(scene->choice) ? "no run matches the filter"
		                                                                        : "all runs with a profile are hidden: a shows all");
		return NULL;
	}
	const struct find *find = profile_files_current(&tab->files);
	char done[NUMBER_SIZE], total[NUMBER_SIZE];
	uint64_t read = atomic_load(&find->reading.done), all = atomic_load(&find->reading.total);
	ask(out, ASK_OPEN, tab->stopped ? NULL : find->spec.path);
	if (find->state == FIND_READY)
		return find->profile;
	number_bytes(total, find->spec.size);
	number_bytes(done, read);
	if (find->state == FIND_FAILED)
		label_format(&tab->note, "%.100s\ncan't be read: %s\nr tries again", find->spec.file, status_text(find->why));
	else if (tab->stopped)
		label_format(&tab->note, "%.100s, %s\nis not read: Enter reads it", find->spec.file, total);
	else if (read && read >= all)
		label_format(&tab->note, "%.100s\nread: putting spans in order …", find->spec.file);
	else
		label_format(&tab->note, "reading %.100s\n%s of %s   %.0f %%   Esc stops", find->spec.file, done, total,
		             all ? 100.0 * (double)read / (double)all : 0.0);
	return NULL;
}

static uint64_t serial_of(const struct profile_tab *tab)
{
	return tab->files.count ? profile_files_current(&tab->files)->serial : 0;
}

/* The file may be another one by now, and what was opened gone. */
static bool is_there(const struct profile_tab *tab)
{
	return tab->profile && tab->files.count && profile_files_current(&tab->files)->profile == tab->profile && serial_of(tab) == tab->serial;
}

/* There is another one that this one is compared with. */
static bool compares(const struct profile_tab *tab)
{
	return tab->changes.before_path && tab->files.count && strcmp(tab->changes.before_path, profile_files_current(&tab->files)->spec.path) != 0;
}

/* What a profile has nothing of is no form of it. */
static bool has_form(const struct profile_tab *tab, enum profile_form form)
{
	switch (form) {
	case FORM_FILES: return tab->files.count > 1;
	case FORM_COMPARE: return tab->files.count > 1 || tab->changes.before_path;
	case FORM_RANKS: return profile_ranks_any(&tab->files);
	case FORM_MEMORY: return tab->profile && tab->profile->memory.pool_count > 0;
	default: return true;
	}
}

static void open_forms(struct profile_tab *tab, const struct profile *profile)
{
	tab->profile = profile;
	tab->serial = serial_of(tab);
	if (!profile)
		return;
	overview_open(&tab->overview, profile);
	op_table_open(&tab->ops, profile);
	timeline_open(&tab->timeline, profile);
	flame_open(&tab->flame, profile);
	memory_open(&tab->memory, profile);
	op_changes_open(&tab->changes, profile);
	if (!has_form(tab, tab->form))
		tab->form = FORM_OVERVIEW;
}

/* ---- Preparing ---- */

static void say_what(struct profile_tab *tab)
{
	struct label name;
	struct str text = {0};
	tab->strip.what = (struct label){0};
	tab->strip.current = (int)tab->form;
	for (int i = 0; i < FORMS; i++)
		tab->strip.names[i] = has_form(tab, (enum profile_form)i) ? form_names[i] : NULL;
	if (!tab->files.count)
		return;
	const struct find *find = profile_files_current(&tab->files);
	str_append_text(&text, find->spec.run);
	if (*find->spec.profile)
		str_printf(&text, "  %s", find->spec.profile);
	if (*find->spec.host)
		str_printf(&text, "  %s", find->spec.host);
	if (tab->files.twins[tab->files.current])
		str_printf(&text, "  by its %s", trace_format_name(find->spec.format));
	label_set(&name, str_slice(&text), tab->strip.area.width / 2, TEXT_CUT_MIDDLE);
	if (tab->files.count > 1)
		label_format(&tab->strip.what, "%s  (%d of %d)", name.text, tab->files.current + 1, tab->files.count);
	else
		label_format(&tab->strip.what, "%s", name.text);
	str_fini(&text);
}

/* What the selected span's event says is read when it is looked at. */
static void prepare_timeline(struct profile_tab *tab, struct asks *out)
{
	const struct find *find = profile_files_current(&tab->files);
	uint64_t place;
	tab->timeline.args = find->args_state == FIND_READY ? &find->args : NULL;
	tab->timeline.args_place = find->args_place;
	timeline_prepare(&tab->timeline, tab->body);
	if (timeline_place(&tab->timeline, &place))
		ask_args(out, find->spec.path, place);
}

static void prepare_form(struct profile_tab *tab, struct asks *out)
{
	switch (tab->form) {
	case FORM_OVERVIEW: overview_prepare(&tab->overview, tab->body); break;
	case FORM_OPS: op_table_prepare(&tab->ops, tab->body); break;
	case FORM_TIMELINE: prepare_timeline(tab, out); break;
	case FORM_FLAME: flame_prepare(&tab->flame, tab->body, out); break;
	case FORM_MEMORY: memory_prepare(&tab->memory, tab->body); break;
	case FORM_RANKS: profile_ranks_prepare(&tab->ranks, &tab->files, tab->body, out); break;
	case FORM_COMPARE:
		if (compares(tab))
			op_changes_prepare(&tab->changes, tab->body);
		break;
	default: break;
	}
}

/* Of stacks that a sampler took a flame says most. */
static enum profile_form first_form(const struct profile_tab *tab)
{
	enum trace_format format = tab->files.count ? profile_files_current(&tab->files)->spec.format : TRACE_XPLANE;
	return format == TRACE_SPEEDSCOPE || format == TRACE_COLLAPSED ? FORM_FLAME : FORM_OVERVIEW;
}

static void prepare(void *state, const struct scene *scene, struct rect area, struct asks *out)
{
	struct profile_tab *tab = state;
	profile_files_list(&tab->files, scene);
	if (!tab->started)
		tab->form = first_form(tab);
	tab->started = true;
	if (area.width >= 40)
		area = rect_inset(area, 1, 0);
	tab->strip.area = rect_take_top(&area, area.height > 3 ? 1 : 0);
	if (area.height >= 12 && tab->form != FORM_TIMELINE)
		rect_take_top(&area, 1);
	tab->body = area;
	list_fit(&tab->files.list, tab->files.count, area.height);
	const struct profile *profile = look(tab, scene, out);
	if (profile != tab->profile || serial_of(tab) != tab->serial)
		open_forms(tab, profile);
	say_what(tab);
	if (profile && !profile->trace.span_count)
		label_format(&tab->note, "no span in it%s%s", profile->trace.complete ? "" : ": ",
		             profile->trace.complete ? "" : trace_lack(&profile->trace));
	else if (profile)
		prepare_form(tab, out);
}

/* ---- Painting ---- */

static void paint(const void *state, struct canvas *canvas, struct rect area)
{
	const struct profile_tab *tab = state;
	struct rect old = canvas_clip(canvas, area);
	strip_paint(&tab->strip, canvas);
	if (tab->form == FORM_FILES && tab->files.count) {
		profile_files_paint(&tab->files, canvas, tab->body);
	} else if (tab->note.width || !tab->profile) {
		box_paint(canvas, tab->body, "profile", tab->note.text, ROLE_DIM);
	} else {
		switch (tab->form) {
		case FORM_OVERVIEW: overview_paint(&tab->overview, canvas); break;
		case FORM_OPS: op_table_paint(&tab->ops, canvas); break;
		case FORM_TIMELINE: timeline_paint(&tab->timeline, canvas); break;
		case FORM_FLAME: flame_paint(&tab->flame, canvas); break;
		case FORM_MEMORY: memory_paint(&tab->memory, canvas); break;
		case FORM_RANKS: profile_ranks_paint(&tab->ranks, &tab->files, canvas); break;
		case FORM_COMPARE:
			if (compares(tab))
				op_changes_paint(&tab->changes, canvas);
			else
				box_paint(canvas, tab->body, "compare", tab->changes.before_path ? "others are compared with this profile\n) goes to the next one" : "b: others are compared with this profile\n( ) go to another one", ROLE_DIM);
			break;
		default: break;
		}
	}
	canvas_unclip(canvas, old);
}

/* ---- Acting ---- */

/* Of what was looked at in the timeline: the line, or of it what is selected. */
static void show_flame(struct profile_tab *tab, uint32_t line)
{
	picoseconds from, to;
	flame_show(&tab->flame, line);
	if (timeline_selection(&tab->timeline, &from, &to))
		flame_show_range(&tab->flame, from, to);
}

static void next_form(struct profile_tab *tab, int by)
{
	uint32_t line = UINT32_MAX;
	if (tab->form == FORM_TIMELINE && tab->timeline.row_count)
		line = tab->timeline.rows[tab->timeline.row].line;
	tab->strip.current = (int)tab->form;
	tab->form = (enum profile_form)strip_next(&tab->strip, by);
	if (tab->form == FORM_FLAME && line != UINT32_MAX)
		show_flame(tab, line);
}

/* Others are compared with the one that is looked at. */
static void set_baseline(struct profile_tab *tab, struct asks *out)
{
	const struct find_spec *spec = &profile_files_current(&tab->files)->spec;
	struct str name = {0};
	str_printf(&name, "%s  %s  %s", spec->run, spec->profile, spec->host);
	op_changes_set(&tab->changes, tab->profile, spec->path, str_slice(&name));
	str_fini(&name);
	ask(out, ASK_NOTICE, tab->files.count > 1 ? "other profiles are compared with this one: ) goes to the next" : "there is no other profile to compare with this one");
}

static bool act_on_form(struct profile_tab *tab, const struct input *input, struct asks *out)
{
	struct str text = {0};
	switch (tab->form) {
	case FORM_OVERVIEW:
		if (input->action == ACTION_ENTER) {
			profile_show_finding(tab);
			return true;
		}
		return overview_act(&tab->overview, input);
	case FORM_OPS:
		if (input->action == ACTION_ENTER) {
			profile_show_row(tab);
			return true;
		}
		return op_table_act(&tab->ops, input, out);
	case FORM_TIMELINE:
		if (input->action == ACTION_INFO && timeline_info(&tab->timeline, &text)) {
			ask(out, ASK_INFO, str_text(&text));
			str_fini(&text);
			return true;
		}
		return timeline_act(&tab->timeline, input, out);
	case FORM_FLAME: return flame_act(&tab->flame, input, out);
	case FORM_MEMORY:
		if (input->action == ACTION_ENTER) {
			profile_show_block(tab);
			return true;
		}
		return memory_act(&tab->memory, input);
	case FORM_RANKS:
		if (input->action == ACTION_ENTER) {
			choose(tab, profile_ranks_row(&tab->ranks));
			tab->form = FORM_OVERVIEW;
			return true;
		}
		return profile_ranks_act(&tab->ranks, input);
	case FORM_COMPARE:
		if (!compares(tab))
			return false;
		if (input->action == ACTION_ENTER) {
			profile_show_change(tab, out);
			return true;
		}
		return op_changes_act(&tab->changes, input, out);
	default: return false;
	}
}

static bool act_on_files(struct profile_tab *tab, const struct input *input)
{
	if (input->action != ACTION_ENTER)
		return profile_files_act(&tab->files, input, tab->body);
	choose(tab, tab->files.list.cursor);
	tab->form = FORM_OVERVIEW;
	return true;
}

static bool press_strip(struct profile_tab *tab, const struct input *input)
{
	if (input->action != ACTION_MOUSE || input->event.mouse != MOUSE_PRESS || input->event.y != tab->strip.area.y)
		return false;
	int form = strip_at(&tab->strip, input->event.x);
	if (form >= 0)
		tab->form = (enum profile_form)form;
	return true;
}

/* While there is nothing to act on. */
static bool act_on_reading(struct profile_tab *tab, const struct input *input)
{
	if (!tab->files.count || (input->action != ACTION_BACK && input->action != ACTION_ENTER))
		return false;
	bool stop = input->action == ACTION_BACK;
	if (stop && (tab->stopped || profile_files_current(&tab->files)->state != FIND_LOADING))
		return false;
	tab->stopped = stop;
	return true;
}

static enum reply act(void *state, const struct scene *scene, const struct input *input, struct asks *out)
{
	struct profile_tab *tab = state;
	profile_files_list(&tab->files, scene);
	if (press_strip(tab, input))
		return REPLY_DONE;
	switch (input->action) {
	case ACTION_NEXT_PANE: next_form(tab, 1); return REPLY_DONE;
	case ACTION_PREVIOUS_PANE: next_form(tab, -1); return REPLY_DONE;
	case ACTION_SAMPLE_ON: choose(tab, tab->files.current + 1); return REPLY_DONE;
	case ACTION_SAMPLE_BACK: choose(tab, tab->files.current - 1); return REPLY_DONE;
	case ACTION_ALL: ask_edit(out, (struct edit){.what = EDIT_RUNS_ALL}); return REPLY_DONE;
	default: break;
	}
	if (tab->form == FORM_FILES)
		return act_on_files(tab, input) ? REPLY_DONE : REPLY_PASS;
	if (!is_there(tab) || tab->note.width)
		return act_on_reading(tab, input) ? REPLY_DONE : REPLY_PASS;
	if (input->action == ACTION_BASELINE) {
		set_baseline(tab, out);
		return REPLY_DONE;
	}
	return act_on_form(tab, input, out) ? REPLY_DONE : REPLY_PASS;
}

/* ---- The rest ---- */

static const struct binding bindings[] = {
	{"<Tab>", ACTION_NEXT_PANE, NULL, "form"},
	{NULL},
};

static const struct binding *pane_bindings(const void *state)
{
	return profile_keys(state);
}

static void offer(const void *state, const struct scene *scene, struct offer *out)
{
	const struct profile_tab *tab = state;
	str_append_text(&out->name, "operations");
	out->rows_are = "the operations, as they are filtered and sorted";
	if (tab->form == FORM_OPS && is_there(tab) && !tab->note.width)
		op_table_rows(&tab->ops, &out->rows);
	else if (tab->form == FORM_COMPARE && is_there(tab) && !tab->note.width && compares(tab))
		op_changes_rows(&tab->changes, &out->rows);
	else
		str_clear(&out->name);
}

static bool available(const struct scene *scene)
{
	return finds_count(scene->finds, FIND_PROFILE) > 0;
}

static void fini(void *state)
{
	struct profile_tab *tab = state;
	profile_files_fini(&tab->files);
	op_table_fini(&tab->ops);
	op_changes_fini(&tab->changes);
	timeline_fini(&tab->timeline);
	flame_fini(&tab->flame);
}

static const struct meaning own_meanings[] = {
	{ACTION_LEFT, "cursor left; the column before; beside in the flame"},
	{ACTION_RIGHT, "cursor right; the next column"},
	{ACTION_LEFT_10, "in the timeline: cursor left by ten"},
	{ACTION_RIGHT_10, "in the timeline: cursor right by ten"},
	{ACTION_NEXT_PANE, "the next form"},
	{ACTION_PREVIOUS_PANE, "the form before"},
	{ACTION_ENTER, "show where, zoom into"},
	{ACTION_TOGGLE, "in the timeline: fold"},
	{ACTION_ALL},
	{ACTION_BASELINE, "compare others with this profile"},
	{ACTION_FILTER, "find operations or spans"},
	{ACTION_NEXT_MATCH, "in the timeline: the next of these spans"},
	{ACTION_PREVIOUS_MATCH, "in the timeline: the one before"},
	{ACTION_SORT, "operations by another column"},
	{ACTION_ZOOM_IN, "in the timeline: closer"},
	{ACTION_ZOOM_OUT, "in the timeline: farther away"},
	{ACTION_PAN_LEFT, "pan left; another line or memory"},
	{ACTION_PAN_RIGHT, "pan right; another line or memory"},
	{ACTION_FIT, "all of it"},
	{ACTION_SELECT, "in the timeline: select a stretch"},
	{ACTION_FOLLOW, "in the timeline: along the flow"},
	{ACTION_NEXT, "in the timeline: another flow of the span"},
	{ACTION_PREVIOUS, "in the timeline: the flow before"},
	{ACTION_MARK, "in the timeline: mark the time"},
	{ACTION_TO_MARK, "in the timeline: to a mark"},
	{ACTION_DRAWING, "operations one by one or in groups"},
	{ACTION_SAMPLE_BACK, "the profile before"},
	{ACTION_SAMPLE_ON, "the next profile"},
	{ACTION_INFO, "in the timeline: about the span"},
	{ACTION_NONE},
};
static const struct meaning *const meanings[] = {own_meanings, list_meanings, NULL};

const struct view_ops profile_view = {
	.name = "profile",
	.title = "Profile",
	.bindings = bindings,
	.meanings = meanings,
	.pane_bindings = pane_bindings,
	.size = sizeof(struct profile_tab),
	.available = available,
	.prepare = prepare,
	.paint = paint,
	.act = act,
	.offer = offer,
	.fini = fini,
};

#include "view/profile_tab.h"

static const struct binding overview_bindings[] = {
	{"j", ACTION_DOWN, NULL, "move"},
	{"<Enter>", ACTION_ENTER, NULL, "show where"},
	{")", ACTION_SAMPLE_ON, NULL, "next profile"},
	{NULL},
};

static const struct binding ops_bindings[] = {
	{"j", ACTION_DOWN, NULL, "move"},
	{",", ACTION_SORT, NULL, "sort"},
	{"/", ACTION_FILTER, NULL, "filter"},
	{"T", ACTION_DRAWING, NULL, "group"},
	{"<Enter>", ACTION_ENTER, NULL, "show where"},
	{NULL},
};

/* Of rows that are several operations. */
static const struct binding group_bindings[] = {
	{"j", ACTION_DOWN, NULL, "move"},
	{",", ACTION_SORT, NULL, "sort"},
	{"/", ACTION_FILTER, NULL, "filter"},
	{"T", ACTION_DRAWING, NULL, "group"},
	{"<Enter>", ACTION_ENTER, NULL, "only these"},
	{NULL},
};

static const struct binding timeline_bindings[] = {
	{"+", ACTION_ZOOM_IN, NULL, "zoom"},
	{"<", ACTION_PAN_LEFT, NULL, "pan"},
	{"h", ACTION_LEFT, NULL, "cursor"},
	{"<Enter>", ACTION_ENTER, NULL, "to the span"},
	{"<Space>", ACTION_TOGGLE, NULL, "fold"},
	{"/", ACTION_FILTER, NULL, "find"},
	{"n", ACTION_NEXT_MATCH, NULL, "next"},
	{"f", ACTION_FOLLOW, NULL, "along the flow"},
	{"=", ACTION_FIT, NULL, "all"},
	{NULL},
};

static const struct binding flame_bindings[] = {
	{"j", ACTION_DOWN, NULL, "down"},
	{"h", ACTION_LEFT, NULL, "beside"},
	{"<Enter>", ACTION_ENTER, NULL, "zoom"},
	{"<Esc>", ACTION_BACK, NULL, "back"},
	{">", ACTION_PAN_RIGHT, NULL, "next line"},
	{NULL},
};

static const struct binding memory_bindings[] = {
	{"j", ACTION_DOWN, NULL, "move"},
	{"<Enter>", ACTION_ENTER, NULL, "show where"},
	{">", ACTION_PAN_RIGHT, NULL, "other memory"},
	{NULL},
};

static const struct binding ranks_bindings[] = {
	{"j", ACTION_DOWN, NULL, "move"},
	{"<Enter>", ACTION_ENTER, NULL, "look at it"},
	{NULL},
};

static const struct binding compare_bindings[] = {
	{"j", ACTION_DOWN, NULL, "move"},
	{"b", ACTION_BASELINE, NULL, "compare with this"},
	{")", ACTION_SAMPLE_ON, NULL, "next profile"},
	{",", ACTION_SORT, NULL, "sort"},
	{"/", ACTION_FILTER, NULL, "filter"},
	{"<Enter>", ACTION_ENTER, NULL, "show where"},
	{NULL},
};

const struct binding *profile_keys(const struct profile_tab *tab)
{
	static const struct binding *const of_forms[FORMS] = {
		[FORM_FILES] = overview_bindings, [FORM_OVERVIEW] = overview_bindings, [FORM_OPS] = ops_bindings,
		[FORM_TIMELINE] = timeline_bindings, [FORM_FLAME] = flame_bindings, [FORM_MEMORY] = memory_bindings,
		[FORM_RANKS] = ranks_bindings, [FORM_COMPARE] = compare_bindings,
	};
	return tab->form == FORM_OPS && op_table_grouped(&tab->ops) ? group_bindings : of_forms[tab->form];
}

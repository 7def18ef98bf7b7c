#include "view/scalars.h"

const struct binding scalars_bindings[] = {
	{"x", ACTION_X_AXIS, NULL, "x axis"},
	{"y", ACTION_Y_SCALE, NULL, "y scale"},
	{NULL},
};
static const struct binding tag_bindings[] = {
	{"j", ACTION_DOWN, NULL, "move"},
	{"k", ACTION_UP, NULL, "move"},
	{"h", ACTION_LEFT, NULL, "fold"},
	{"l", ACTION_RIGHT, NULL, "fold"},
	{"<Enter>", ACTION_ENTER, NULL, "zoom"},
	{"/", ACTION_FILTER, NULL, "find"},
	{"<Tab>", ACTION_NEXT_PANE, NULL, "pane"},
	{"p", ACTION_PIN, NULL, "pin"},
	{NULL},
};
static const struct binding run_bindings[] = {
	{"j", ACTION_DOWN, NULL, "move"},
	{"k", ACTION_UP, NULL, "move"},
	{"<Space>", ACTION_TOGGLE, NULL, "show"},
	{"o", ACTION_SOLO, NULL, "only"},
	{"a", ACTION_ALL, NULL, "all"},
	{"/", ACTION_FILTER, NULL, "find"},
	{"<Tab>", ACTION_NEXT_PANE, NULL, "pane"},
	{"c", ACTION_COLOUR, NULL, "colour"},
	{"b", ACTION_BASELINE, NULL, "baseline"},
	{NULL},
};
static const struct binding chart_bindings[] = {
	{"j", ACTION_DOWN, NULL, "move"},
	{"k", ACTION_UP, NULL, "move"},
	{"h", ACTION_LEFT, NULL, "cursor"},
	{"l", ACTION_RIGHT, NULL, "cursor"},
	{"<Enter>", ACTION_ENTER, NULL, "zoom"},
	{"<Tab>", ACTION_NEXT_PANE, NULL, "pane"},
	{"+", ACTION_ZOOM_IN, NULL, "zoom x"},
	{"-", ACTION_ZOOM_OUT, NULL, "zoom x"},
	{"=", ACTION_FIT, NULL, "fit"},
	{"s", ACTION_LESS_SMOOTH, NULL, "smooth"},
	{"S", ACTION_MORE_SMOOTH, NULL, "smooth"},
	{"O", ACTION_OUTLIERS, NULL, "outliers"},
	{NULL},
};
static const struct binding single_bindings[] = {
	{"<Esc>", ACTION_BACK, NULL, "back"},
	{"j", ACTION_DOWN, NULL, "next"},
	{"k", ACTION_UP, NULL, "next"},
	{"h", ACTION_LEFT, NULL, "cursor"},
	{"l", ACTION_RIGHT, NULL, "cursor"},
	{"+", ACTION_ZOOM_IN, NULL, "zoom x"},
	{"-", ACTION_ZOOM_OUT, NULL, "zoom x"},
	{"=", ACTION_FIT, NULL, "fit"},
	{"s", ACTION_LESS_SMOOTH, NULL, "smooth"},
	{"S", ACTION_MORE_SMOOTH, NULL, "smooth"},
	{NULL},
};

static const struct binding select_bindings[] = {
	{"<Esc>", ACTION_BACK, NULL, "cancel"},
	{"<Enter>", ACTION_ENTER, NULL, "zoom in"},
	{"h", ACTION_LEFT, NULL, "range"},
	{"l", ACTION_RIGHT, NULL, "range"},
	{"{", ACTION_LEFT_10, NULL, "faster"},
	{"}", ACTION_RIGHT_10, NULL, "faster"},
	{NULL},
};

const struct binding *scalars_pane_bindings(const void *state)
{
	static const struct binding *const tables[FOCUS_COUNT] = {tag_bindings, chart_bindings, run_bindings};
	const struct scalars *view = state;
	if (view->selecting)
		return select_bindings;
	return view->single ? single_bindings : tables[view->focus];
}

#include "view/ask.h"
#include "view/scalars.h"

#include <math.h>

#define ZOOM_STEP 2.0
#define PAN_PART 0.25

static void zoom(const struct chart *chart, double at, double factor, struct asks *out)
{
	const struct scale *x = &chart->plot.x;
	double from = at - (at - x->from) * factor, to = at + (x->to - at) * factor;
	bool all = from <= chart->full.from && to >= chart->full.to;
	ask_edit(out, (struct edit){.what = all ? EDIT_ZOOM_FIT : EDIT_ZOOM, .from = from, .to = to});
}

void range_zoom_in(const struct chart *chart, double at, struct asks *out)
{
	zoom(chart, at, 1 / ZOOM_STEP, out);
}

void range_zoom_out(const struct chart *chart, double at, struct asks *out)
{
	zoom(chart, at, ZOOM_STEP, out);
}

static void pan(const struct chart *chart, double part, struct asks *out)
{
	const struct scale *x = &chart->plot.x;
	double by = (x->to - x->from) * part;
	ask_edit(out, (struct edit){.what = EDIT_ZOOM, .from = x->from + by, .to = x->to + by});
}

static double middle(const struct scalars *view, const struct chart *chart)
{
	const struct scale *x = &chart->plot.x;
	if (view->has_cursor && view->cursor >= x->from && view->cursor <= x->to)
		return view->cursor;
	return x->from + (x->to - x->from) / 2;
}

/* All there is; if that is so already, what does not lie far off. */
static void fit(const struct chart *chart, struct asks *out)
{
	bool bulk = chart && chart->bulk.far_off;
	struct scale x = bulk ? calm_x(chart->full.kind, chart->bulk.window.from, chart->bulk.window.to) : (struct scale){0};
	ask_edit(out, (struct edit){.what = bulk ? EDIT_ZOOM : EDIT_ZOOM_FIT, .from = x.from, .to = x.to});
}

bool range_act(struct scalars *view, enum action action, struct asks *out)
{
	const struct chart *chart = scalars_chart(view);
	bool can = chart && chart->has_data;
	switch (action) {
	case ACTION_ZOOM_IN: if (can) range_zoom_in(chart, middle(view, chart), out); return true;
	case ACTION_ZOOM_OUT: if (can) range_zoom_out(chart, middle(view, chart), out); return true;
	case ACTION_PAN_LEFT: if (can) pan(chart, -PAN_PART, out); return true;
	case ACTION_PAN_RIGHT: if (can) pan(chart, PAN_PART, out); return true;
	case ACTION_FIT: fit(chart, out); return true;
	default: return false;
	}
}

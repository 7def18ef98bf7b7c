/*
 * What makes one chart, in the order it happens: its parts (stretches of runs'
 * points), the lines of these, the words around them. A deadline may come between:
 * what was looked up and drawn until then is kept in the chart. Private to charts.c.
 */
#ifndef TBTOP_VIEW_MAKER_H
#define TBTOP_VIEW_MAKER_H

#include "view/axes.h"
#include "view/charts.h"

struct maker {
	struct charts *charts;
	const struct scene *scene;
	const struct lineup *lineup;
	const struct charts_wanted *wanted;
	enum x_axis axis;
	bool log; /* x by its logarithm */
	uint64_t bends; /* tells the runs' warps from those of another time */
	bool shared;      /* y ranges are this one: */
	double low, high;
	uint64_t deadline; /* monotonic ns; 0 for none */
};

/*
 * maker.c: the chart of an index, for its key. False: the deadline came. `again`: the last call of all was for the
 * same, and goes on from there; otherwise with what of it holds.
 */
bool maker_make(const struct maker *maker, struct chart *chart, int index, bool again);
/* Its tags alone. */
void maker_find_tags(const struct maker *maker, struct chart *chart, int index);
bool maker_late(const struct maker *maker);
/* y as the choice has it; a difference has no logarithm. */
enum y_scale maker_y(const struct maker *maker);

/* parts.c: the series of a shown run in this chart, or STORE_NONE. */
uint32_t maker_series(const struct maker *maker, const struct line_run *line, uint32_t tag);
/* Its smoothed one; NULL without. */
const struct series *maker_smooth(const struct maker *maker, uint32_t series);
struct span span_of(const struct maker *maker, const struct chart *chart);
/* In the order of drawing: what restarts took back lies behind all, then ghosts, the focused run on top. */
void parts_find(const struct maker *maker, const struct chart *chart);
/* Where restarts took up: by the marks in the files, and where nothing was told but steps go back. */
void parts_mark(const struct maker *maker, struct chart *chart);

/* event_lane.c: what happened in the focused run, when its chart stands alone. O(of what happened). */
void event_lane_find(const struct maker *maker, struct chart *chart);
/* Of a chart that shows what it should but for this, which is found out by and by: finds it anew where that is due. False: a lane came or went. */
bool event_lane_same(const struct maker *maker, struct chart *chart);

/* tail.c: the newest end of x, as much as was chosen. */
struct window tail_window(const struct maker *maker, const struct span *span);

/* lines.c: what is not finite in a column, and added to what was found before; never beyond what a number holds. */
struct plot_bad lines_bad(const struct column *column);
void lines_add_bad(struct plot_bad *all, struct plot_bad more);
/* What the columns of a part hold: one for each column of dots. */
void lines_look_up(const struct maker *maker, const struct chart *chart, const struct chart_part *part,
                   struct column *columns);
/* The lines of all parts, for the chart's layout; low and high grow to what they span. False: the deadline came. */
bool lines_make(const struct maker *maker, struct chart *chart, double *low, double *high);
/* To finite values; NaN stands for none yet. */
void lines_widen(double *low, double *high, double a, double b);

/* legend.c: what a line is called: as much as tells it from the others. */
void legend_name(const struct maker *maker, const struct chart *chart, const struct chart_part *part, struct label *out);
/* Which of the named lines the legend has, what it says of them. */
void legend_make(const struct maker *maker, struct chart *chart);

/* blend.c: the baseline at the columns of dots, where differences from it are shown. Good until the next call. */
bool blend_baseline(const struct maker *maker, const struct chart *chart, uint32_t tag, struct baseline *out);
/* Tells the baseline of the chart's tags, as far as it is read, from that of another time; 0 without. */
uint64_t blend_baseline_state(const struct maker *maker, const struct chart *chart);
/* The same of what a group or a margin is made of. */
uint64_t blend_state(const struct maker *maker, const struct chart *chart, const struct chart_part *part);
/*
 * Mean and band of a group at each column of dots (band.h). Points that lie in the picture are added to `drawn`;
 * to `bad`, unless it is NULL, those of each column that are not finite.
 */
void blend_group(const struct maker *maker, const struct chart *chart, const struct chart_part *part,
                 struct band *out, uint64_t *drawn, struct plot_bad *bad);
/*
 * Of a run of a given chart what lies between the two bounds of a tag; where the chart's lines are looked up, these
 * are, with the straight line between points that are far apart. False when the run lacks one of them.
 */
bool blend_margin(const struct maker *maker, const struct chart *chart, const struct chart_part *part,
                  struct band *out);
/* As columns of plot lines: the mean; the band, where there are two runs at least. */
struct plot_column blend_mean(const struct band *band, bool log);
struct plot_column blend_band(const struct band *band, bool log);

/* words.c: the tags of the chart in its title; right in the title, and in the middle where there are no lines. `finite`: there are some. */
void words_title(const struct maker *maker, struct chart *chart);
void words_subtitle(const struct maker *maker, struct chart *chart);
void words_note(const struct maker *maker, struct chart *chart, const struct span *span, bool finite);

#endif

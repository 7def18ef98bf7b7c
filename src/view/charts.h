/* A page of line charts, one a tag or several merged ones, with all shown runs and groups in each. */
#ifndef TBTOP_VIEW_CHARTS_H
#define TBTOP_VIEW_CHARTS_H

#include "model/bulk.h"
#include "model/difference.h"
#include "model/query.h"
#include "view/calm.h"
#include "view/grid.h"
#include "view/happen.h"
#include "view/lineup.h"

#define CHART_MARKS 512 /* places on x that have one */
#define CHART_EVENTS CHART_MARKS
#define CHART_TAGS 16 /* so many merged tags have lines */

/* A chart that is not of one tag, and those merged with it, but of what somebody laid out. */
struct chart_given {
	struct label title;
	struct label note;    /* why there are no tags; said where there are none */
	uint32_t tags[CHART_TAGS];
	int tag_count;
	bool has_margins;     /* a filled band belongs to each tag: */
	struct chart_margin {
		uint32_t lower, upper; /* tags */
	} margins[CHART_TAGS];
};

/* What is drawn, and how. */
struct charts_wanted {
	const uint32_t *tags; /* with scalars, in order; or instead of them: */
	const struct chart_given *given;
	uint64_t given_made;  /* other ones have another number */
	int count, focus;     /* focus: index into these, or -1 */
	bool single;          /* only the focused one, over the whole area */
	bool framed, legend, active; /* active: the keys go to the charts */
	bool step_told;       /* beside the charts: that of the cursor */
	int density;
	uint32_t run;         /* the focused run: drawn on top, its value in the title; or STORE_NONE */
	double cursor;        /* x; NaN for none */
	const struct plot_flag *flags; /* other places on x, with a letter */
	int flag_count;
	double range_from, range_to;   /* a stretch of x to be set off; NaN for none */
	const char *nothing;  /* what to say when there are no tags */
	int left_least, right_spare; /* as a plot has them, where charts stand in one column */
};

/* What a chart was made for: with the same it need not be made again. */
struct chart_key {
	uint64_t store, choice; /* their generations */
	uint64_t bends;         /* of the runs' warps */
	uint64_t given;
	uint32_t tag, run;      /* tag: of a given one its index */
	struct rect area;
	int left_least, right_spare;
	bool single, framed, legend, ascii, shared;
	double low, high;       /* where it is shared: the range of y */
};

/* What a line's columns stand for: with the same, and on the same ground, they need not be looked up again. */
struct line_key {
	uint32_t series;
	uint64_t generation; /* of the series; where it is made of several, of all (blend_state) */
	struct stretch stretch;
	int look;
	double start, low, high; /* low, high: what they span */
	uint64_t drawn;
	struct bulk bulk;
	bool gone; /* the line is faint */
	bool sunk; /* some of its values are not above 0, where y is logarithmic: they are not seen */
};
struct line_ground {
	struct scale x;
	uint64_t choice, bends;
	uint64_t baseline; /* where lines are differences */
	uint32_t tag;
	size_t columns; /* 0: there are none */
	bool log, lane; /* lane: what is not finite is counted */
};

/* What was looked up of the store, kept from frame to frame. */
struct line_cache {
	struct line_ground ground;
	struct line_key *keys;       /* of the first lines; those that are due may be others */
	size_t key_count, key_capacity;
	struct plot_column *columns; /* of all lines, one line after another */
	size_t column_capacity;
	struct plot_bad *bad;        /* the same, how many values are not finite; with a lane only */
	size_t bad_capacity;
	uint32_t *counts;            /* the same, how many points */
	size_t count_capacity;
	struct band *bands;          /* of all groups, one after another */
	size_t band_capacity;
};

/* What the chart's lines span together. */
struct span {
	double x_from, x_to;
	uint64_t points, nan, above, below; /* above, below: infinite */
	int lines;
	bool beyond; /* on x by a tag: points lie where none of its values is known */
	struct leader { /* the line that reaches furthest on x; series STORE_NONE without */
		const struct line_run *line;
		uint32_t series;
		double x;
	} leader;
};

struct chart {
	bool made, provisional;      /* provisional: what it asked for was not all there */
	bool hollow;                 /* its lines went to a draft: all that is left of them are the dots */
	uint64_t made_at;            /* counts up from chart to chart */
	struct chart_key key;
	struct line_cache cache;
	bool redraw;                 /* the lines are others than those that were drawn: */
	struct dots dots;
	struct scale drawn_y;        /* for this scale, */
	size_t drawn_lines;          /* so many of them */
	uint32_t tag;                /* that names it; the first of; STORE_NONE of a given one without */
	uint32_t tags[CHART_TAGS];
	int tag_count;
	const struct chart_given *given; /* NULL without; good while the chart is made */
	struct rect area;
	struct plot plot;            /* points into what follows */
	struct plot_layout layout;
	struct plot_line *lines;     /* their columns lie in the cache */
	struct plot_bad *bad;
	struct label *names;         /* of lines */
	size_t *legend;              /* in which order it has them */
	size_t line_capacity, bad_capacity;
	struct label title, subtitle, note, x_name;
	struct span span;
	bool has_data;               /* there is an x range to zoom and to move in */
	struct scale full;           /* that range, without zoom */
	struct bulk bulk;            /* the part of it without points that lie far off, if there are any */
	uint64_t misfits;            /* points of its series that are of another kind, and so not drawn */
	uint64_t drawn;              /* points that lie in the picture */
	bool sunk;                   /* but for those that a logarithmic y has no place for */
	double marks[CHART_MARKS];   /* restarts */
	struct plot_event events[CHART_EVENTS];
	uint64_t events_version;     /* of what they were found in */
	double low, high;            /* what its lines span; NaN without */
	struct scale y;              /* as it was made last; */
	bool y_known;                /* it was */
	uint32_t y_tag;              /* for this tag */
};

/* A stretch of a run's points: drawn as a line of its own. */
struct chart_part {
	const struct line_run *line;
	uint32_t tag, series; /* series: STORE_NONE for a group */
	int place;            /* of the tag in the chart */
	size_t band;          /* of the chart's bands: where a group's begin, in groups */
	struct stretch stretch;
	bool newest; /* of those of the run: it stands for all in the legend */
	/* A ghost: the raw points behind smooth ones. Of a group: first its band, behind all lines, then its mean. */
	enum part_look { PART_PLAIN, PART_GHOST, PART_SMOOTH, PART_BAND, PART_MEAN,
	       PART_MARGIN } look; /* of a given chart: what lies between two other tags */
	const struct series *smooth; /* of PART_SMOOTH */
};

/*
 * Bytes of lines that the charts of a screen keep for the next frame. Charts of more have their dots and numbers, but
 * neither lines to be looked up from (a change costs as much as the first time), nor marks along them.
 */
#define CHARTS_MEMORY (64u << 20)

struct charts {
	struct chart **items;
	int count, capacity;
	/* A chart takes as many frames as it needs: it is made here while the one that it will replace is shown. */
	struct chart *draft, *draft_of; /* draft_of: one of the items; NULL without */
	struct chart_key draft_key;     /* of the first of those frames */
	int draft_frames;
	struct grid grid;
	int first, total; /* of tags: the page */
	struct rect area;
	struct label nothing; /* said when there is no chart */
	struct column *scratch;
	double *edges; /* of as many columns, and one more */
	size_t scratch_capacity;
	struct chart_part *parts; /* of the chart that is made */
	size_t part_count, part_capacity;
	struct column *base; /* of the baseline */
	double *base_values;
	size_t base_capacity;
	double *values; /* of all runs of a group */
	size_t value_capacity;
	double *samples; /* of y, for a range without outliers */
	size_t sample_count, sample_capacity;
	uint64_t made_at; /* the last chart's */
	struct calm calm;
};

/*
 * Makes those charts that do not show what they should: the focused one, then
 * the others, those that waited longest first, until the scene's deadline. What
 * isn't done by then goes on with the next call. It shows what it showed, with
 * "…" in its title, or nothing where that was of another tag or size. False: some
 * chart isn't done, another frame is due.
 */
bool charts_prepare(struct charts *charts, const struct scene *scene, const struct lineup *lineup,
                    const struct charts_wanted *wanted, struct rect area);
void charts_paint(const struct charts *charts, struct canvas *canvas);
/* Bytes of the lines that are kept. */
size_t charts_memory(const struct charts *charts);
void charts_fini(struct charts *charts);
/* The chart of a tag, of an index, or under a cell; NULL when there is none on the page. */
const struct chart *charts_of_tag(const struct charts *charts, uint32_t tag);
const struct chart *charts_index(const struct charts *charts, int index);
const struct chart *charts_at(const struct charts *charts, int x, int y);
/* The index of that under a cell; -1 without. */
int charts_index_at(const struct charts *charts, int x, int y);

#endif

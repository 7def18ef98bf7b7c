/*
 * What the files of the Histograms tab share: its state, and what each file does
 * with it. Private to them; for all others the tab is a struct view_ops.
 */
#ifndef TBTOP_VIEW_HISTOGRAMS_H
#define TBTOP_VIEW_HISTOGRAMS_H

#include "chart/plot.h"
#include "view/browse.h"
#include "view/offer.h"
#include "view/sampling.h"
#include "view/step_slider.h"

enum histogram_form { FORM_HEAT, FORM_RIDGES, FORM_BANDS, FORM_STEP, FORM_LAYERS, FORM_COUNT };
enum measure { MEASURE_MEAN, MEASURE_ABS, MEASURE_DEVIATION, MEASURE_ZEROS, MEASURE_BROKEN, MEASURE_COUNT };

/* A column of the picture: its point, as far as it is there. */
struct histogram_column {
	enum asset_state state;
	enum status why;
	const struct histogram *histogram; /* READY; borrowed from the assets */
};

/* One tag's row of the layer matrix. What is known of a point is kept: its histogram needn't be. */
struct layer_cell {
	bool known, failed;
	double values[MEASURE_COUNT];
};
struct layer {
	uint32_t tag, series;
	struct sampling sampling;
	struct layer_cell *cells; /* of the columns of the sampling */
	uint64_t made_for;        /* generation of the series that they are of */
	size_t columns;
};
struct layers {
	struct layer *items;
	size_t count, capacity;
	size_t top, in_sight;
	int row_height;
	uint32_t run;
	int label_width;
	double low, high; /* of the measure, over all cells that are known */
	struct label *labels;
};

struct histograms {
	struct browse browse;
	enum histogram_form form;
	enum measure measure;
	bool other_counts; /* not those that the form has at first: log in a heat map, else linear */
	struct step_slider slider; /* where the cursor is */
	struct histogram_column at_cursor;

	struct sampling sampling;
	struct histogram_column *columns;
	size_t column_capacity;
	size_t points, waiting, failed; /* of the columns: how many points they stand for, of which … */
	enum status why;                /* of one that failed */

	struct plot plot;       /* its axes */
	struct rect picture;    /* where it is drawn, axes included */
	struct rect cells;      /* without them */
	struct rect readout, slider_row; /* rows below */
	float *levels;          /* what is drawn, by form */
	size_t level_capacity;
	int ridges;
	int cursor_column;      /* -1 without */
	struct label title, facts, lines, state, empty, x_name;
	const char *wrong;      /* what is the matter with the one at the cursor; NULL when nothing is */
	enum role role;         /* of the run */
	struct layers layers;
};

/* Zeroed room for so many levels. */
float *histograms_levels(struct histograms *view, size_t count);
bool histograms_log(const struct histograms *view);
/* The x axis as the choice has it: steps, or a time. */
enum axis_source histograms_source(const struct scene *scene);
/* Labels of plot.x below the cells, for forms whose axes are no plot's. */
void histograms_paint_x(const struct histograms *view, struct canvas *canvas, int y);
/* A scale over what the columns stand for. */
struct scale histograms_x(const struct histograms *view, const struct scene *scene, const struct sampling *sampling);

/* histogram_columns.c: asks for what `count` columns stand for (unless `out` is NULL), and finds what is there. */
void columns_prepare(struct histograms *view, const struct scene *scene, size_t count, struct asks *out);
/* The range that their histograms have together; 0 … 1 where none is there. */
struct histogram_range columns_range(const struct histograms *view);
/* The point at the cursor; and what there is to say of it. */
void cursor_prepare(struct histograms *view, const struct scene *scene, struct asks *out);
void cursor_say(struct histograms *view);

/* heat_map.c: counts, or percentiles, over steps. */
void heat_map_prepare(struct histograms *view, const struct scene *scene, struct asks *out);
void heat_map_paint(const struct histograms *view, struct canvas *canvas);

/* ridges.c: one step behind the other; and one step alone. */
void ridges_prepare(struct histograms *view, const struct scene *scene, struct asks *out);
void ridges_paint(const struct histograms *view, struct canvas *canvas);
void bars_prepare(struct histograms *view, const struct scene *scene);
void bars_paint(const struct histograms *view, struct canvas *canvas);

/* layers.c: all tags of the run. */
void layers_prepare(struct histograms *view, const struct scene *scene, struct asks *out);
void layers_paint(const struct histograms *view, struct canvas *canvas);
void layers_fini(struct layers *layers);

/* histograms_offer.c */
void histograms_offer(const void *state, const struct scene *scene, struct offer *out);
extern const char *const measure_names[MEASURE_COUNT];

#endif

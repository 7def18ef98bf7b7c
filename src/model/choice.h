/*
 * What the user chose to see: plain data, shared by all views, copied for undo
 * (model/history) and `once`, kept as text (model/choice_text: a new field needs
 * a row there). Keyed by name, not by number, so it outlives a store. It never
 * holds data of the store.
 */
#ifndef TBTOP_MODEL_CHOICE_H
#define TBTOP_MODEL_CHOICE_H

#include "base/str.h"
#include "model/query.h"
#include "model/smooth.h"

enum x_axis { X_STEP, X_RELATIVE, X_WALL, X_AXIS_COUNT };
enum y_scale { Y_LINEAR, Y_LOG, Y_SYMLOG, Y_SCALE_COUNT };
enum marker { MARKER_BRAILLE, MARKER_QUADRANT, MARKER_HALF, MARKER_ASCII, MARKER_COUNT };

/* As a person types and reads them. */
extern const char *const axis_names[X_AXIS_COUNT], *const y_scale_names[Y_SCALE_COUNT],
	*const marker_names[MARKER_COUNT];
const char *axis_name(enum x_axis axis);
const char *y_scale_name(enum y_scale scale);
const char *marker_name(enum marker marker);

/* 8 hues x 3 strokes x 4 marks: an identity that stays with a run's name. */
#define CHOICE_HUES 8
#define CHOICE_STROKES 3
#define CHOICE_MARKS 4

struct run_choice {
	bool shown;
	bool touched;     /* the user decided; otherwise it follows the rule for new runs */
	bool met;         /* has an identity, because it was shown once */
	bool listed;      /* it is, or was, in the store; else only its name was kept */
	bool hidden;      /* for good: in no list and no chart until it is brought back */
	uint8_t hue;      /* 0 … CHOICE_HUES-1: ROLE_SERIES_0 + hue */
	uint8_t stroke;   /* 0 solid, 1 dashed, 2 dotted */
	uint8_t mark;     /* 0 … CHOICE_MARKS-1: ■ ◆ ▪ ● */
};

struct choice;

struct choice *choice_new(void);
struct choice *choice_copy(const struct choice *choice);
void choice_free(struct choice *choice);
/* All that a person chose as it was `then` (undo); what was learnt since of the store stays, and so does freezing. */
void choice_restore(struct choice *choice, const struct choice *then);

/*
 * Takes notice of runs that are new in the store. Until choice_settle the first
 * CHOICE_SHOWN_AT_START are shown, later every new one. A run gets its identity
 * when it is first shown: by hash of its name, avoiding those of runs already
 * shown. Call after store_apply; cheap when nothing is new.
 */
#define CHOICE_SHOWN_AT_START 12
void choice_meet(struct choice *choice, const struct store *store);
/*
 * All that was there at the start has been read: of the runs the user did not
 * decide on, those with the newest records are shown. Only the first call counts.
 */
void choice_settle(struct choice *choice, const struct store *store);

struct run_choice choice_run(const struct choice *choice, const struct store *store, uint32_t run);
bool choice_pinned(const struct choice *choice, struct slice tag);

/*
 * Filters: extended regular expressions without regard to case ("" for all); an
 * ill-formed one matches as plain text. One that matches nothing is kept as
 * text, but the last one that matched something stays in force, so that no
 * typing error empties the screen.
 */
const char *choice_run_filter(const struct choice *choice);
const char *choice_tag_filter(const struct choice *choice);
/* False: nothing matches the filter's text, and another one is in force. */
bool choice_run_filter_works(const struct choice *choice);
bool choice_tag_filter_works(const struct choice *choice);
/* False for hidden ones, whatever the filter. */
bool choice_run_matches(const struct choice *choice, struct slice run);
/* How many runs are hidden for good. */
uint32_t choice_hidden(const struct choice *choice);
bool choice_tag_matches(const struct choice *choice, struct slice tag);
/* Shown = chosen and not filtered out. */
bool choice_run_visible(const struct choice *choice, const struct store *store, uint32_t run);

enum x_axis choice_x(const struct choice *choice);
enum y_scale choice_y(const struct choice *choice);
enum marker choice_marker(const struct choice *choice);
bool choice_frozen(const struct choice *choice);
/* Whether what restarts took back is drawn behind what counts. */
bool choice_superseded(const struct choice *choice);
/* How lines are smoothed; off at the start: what is seen is what was written. */
struct smooth_spec choice_smooth(const struct choice *choice);
/* Whether what lies far above and below the rest is left out of the y range. */
bool choice_outliers_cut(const struct choice *choice);
/* The run that the others are compared with; STORE_NONE when there is none. */
uint32_t choice_baseline(const struct choice *choice, const struct store *store);
/* Zoomed x range in units of the axis; false when it follows the data. */
bool choice_zoom(const struct choice *choice, struct window *out);

/* One change. Views put edits out as asks; app applies them here. */
enum edit_what {
	EDIT_RUN_TOGGLE,   /* run */
	EDIT_RUN_SOLO,     /* run: only this; again: all of the filter */
	EDIT_RUNS_ALL, EDIT_RUNS_INVERT, /* of the filter */
	EDIT_RUN_COLOUR,   /* run: the next identity */
	EDIT_RUN_HIDE,     /* run: for good */
	EDIT_RUNS_UNHIDE,  /* all that were hidden */
	EDIT_RUN_FILTER, EDIT_TAG_FILTER, /* text */
	EDIT_TAG_PIN,      /* text: toggle */
	EDIT_X_AXIS, EDIT_Y_SCALE, EDIT_MARKER, /* number, or < 0 for the next one; another x axis ends the zoom */
	EDIT_FREEZE,       /* toggle */
	EDIT_SUPERSEDED,   /* toggle */
	EDIT_SMOOTH,       /* text: a spec of smooth.h, ill-formed ones are ignored; without: number steps through weights */
	EDIT_OUTLIERS,     /* toggle */
	EDIT_BASELINE,     /* run; again: none */
	EDIT_ZOOM,         /* from, to */
	EDIT_ZOOM_FIT,
};
struct edit {
	enum edit_what what;
	uint32_t run;
	double number, from, to;
	const char *text; /* borrowed; copied when applied */
};
void choice_apply(struct choice *choice, const struct store *store, const struct edit *edit);
uint64_t choice_generation(const struct choice *choice);

#endif

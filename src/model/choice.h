/*
 * What the user chose to see: plain data, shared by all views, copied for undo
 * (model/history) and `once`, kept as text (model/choice_text: a new field needs
 * a row there). Keyed by name, not by number, so it outlives a store. It never
 * holds data of the store.
 */
#ifndef TBTOP_MODEL_CHOICE_H
#define TBTOP_MODEL_CHOICE_H

#include "base/str.h"
#include "model/band.h"
#include "model/columns.h"
#include "model/better.h"
#include "model/formula.h"
#include "model/grouping.h"
#include "model/identity.h"
#include "model/merges.h"
#include "model/pattern_fault.h"
#include "model/extent.h"
#include "model/query.h"
#include "model/smooth.h"

enum x_axis {
	X_STEP, X_RELATIVE, X_WALL,
	X_ACTIVE, /* relative, with the pauses cut out */
	X_TAG,    /* the value of extent.x_tag; only when there is one */
	X_AXIS_COUNT
};
enum y_scale { Y_LINEAR, Y_LOG, Y_SYMLOG, Y_SCALE_COUNT };
enum marker { MARKER_BRAILLE, MARKER_QUADRANT, MARKER_HALF, MARKER_ASCII, MARKER_COUNT };

enum run_sort { RUN_SORT_NAME, RUN_SORT_NEWEST, RUN_SORT_VALUE, RUN_SORT_STEP, RUN_SORT_COUNT };
enum drawing { DRAWING_LINE, DRAWING_STEP, DRAWING_POINTS, DRAWING_COUNT };

/* As a person types and reads them. */
extern const char *const axis_names[X_AXIS_COUNT], *const y_scale_names[Y_SCALE_COUNT],
	*const marker_names[MARKER_COUNT],
	*const run_sort_names[RUN_SORT_COUNT], *const drawing_names[DRAWING_COUNT];
const char *axis_name(enum x_axis axis);
const char *y_scale_name(enum y_scale scale);
const char *marker_name(enum marker marker);
const char *run_sort_name(enum run_sort sort);
const char *drawing_name(enum drawing drawing);

#define CHOICE_HUES IDENTITY_HUES
#define CHOICE_STROKES IDENTITY_STROKES
#define CHOICE_MARKS IDENTITY_MARKS

struct run_choice {
	bool shown;
	bool touched;     /* the user decided; otherwise it follows the rule for new runs */
	bool listed;      /* it is, or was, in the store; else only its name was kept */
	bool hidden;      /* for good: in no list and no chart until it is brought back */
	bool matches;     /* the run filter in force */
	bool kept;        /* its look was chosen, or kept from before: no rule changes it */
	bool coloured;    /* its look was chosen by hand: also a group that looks like it takes it as it is */
	uint8_t hue, stroke, mark; /* identity.h */
};

struct choice;

struct choice *choice_new(void);
struct choice *choice_copy(const struct choice *choice);
void choice_free(struct choice *choice);
/* All that a person chose as it was `then` (undo); what was learnt since of the store stays, and so does freezing. */
void choice_restore(struct choice *choice, const struct choice *then);

/*
 * Takes notice of runs that are new in the store. Until choice_settle the first
 * CHOICE_SHOWN_AT_START are shown, later every new one. Each gets its identity
 * then, in the order of being met. Call after store_apply; cheap when nothing is new.
 */
#define CHOICE_SHOWN_AT_START 12
void choice_meet(struct choice *choice, const struct store *store);
/*
 * All that was there at the start has been read: of the runs the user did not
 * decide on, those with the newest records are shown, and the newest of those
 * that match the run filter. All get their identities
 * anew, in the order of their first events, then of their names: who comes later
 * changes nothing for those who were there, and the next start gives the same.
 * Only the first call counts.
 */
void choice_settle(struct choice *choice, const struct store *store);

struct run_choice choice_run(const struct choice *choice, const struct store *store, uint32_t run);
bool choice_pinned(const struct choice *choice, struct slice tag);
const struct tag_list *choice_pins(const struct choice *choice);

/* P: only these are listed, as long as there are any. */
bool choice_pinned_only(const struct choice *choice);
/* Tags that the next merge is for. */
const struct tag_list *choice_marked(const struct choice *choice);
/* merges.h: the tags in one chart with this one, or NULL. */
const struct tag_list *choice_merged(const struct choice *choice, struct slice tag);
/* What is derived from other series (reckon.h does it). */
const struct formulas *choice_formulas(const struct choice *choice);
/* Which way is better for a tag: as the user said, else by its name. */
enum better choice_better(const struct choice *choice, struct slice tag);

/* Filters, as pattern.h has them: what is typed now, even if the last that matched something is in force. */
const char *choice_run_filter(const struct choice *choice);
const char *choice_tag_filter(const struct choice *choice);
/* False: nothing matches the filter's text, and another one is in force. */
bool choice_run_filter_works(const struct choice *choice);
bool choice_tag_filter_works(const struct choice *choice);
/* What is closest to a filter that matches nothing; "" when nothing is near. Bytes of a name: to be cleaned. */
const char *choice_run_filter_closest(const struct choice *choice);
const char *choice_tag_filter_closest(const struct choice *choice);
/* What is wrong with a filter as a regular expression. */
struct pattern_fault choice_run_filter_fault(const struct choice *choice);
struct pattern_fault choice_tag_filter_fault(const struct choice *choice);
/* False for hidden ones, whatever the filter. */
bool choice_run_matches(const struct choice *choice, struct slice run);
bool choice_tag_matches(const struct choice *choice, struct slice tag);
/* How many are hidden for good. */
uint32_t choice_hidden(const struct choice *choice);
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
/* Charts show how far runs are from the baseline, as far as there is one. */
bool choice_difference(const struct choice *choice, const struct store *store);
enum run_sort choice_run_sort(const struct choice *choice);
bool choice_sort_reversed(const struct choice *choice);
enum drawing choice_drawing(const struct choice *choice);
/* How runs are put together; GROUP_OFF at the start. */
const struct grouping *choice_grouping(const struct choice *choice);
/* What names the group that a run is in; lives as long as the store and the choice. False when it stands alone. */
bool choice_group_key(const struct choice *choice, const struct store *store, uint32_t run, struct slice *key);
/* Where groups are by hparams: the key without what all share, and that by its values alone; until new runs are met. */
bool choice_group_brief(const struct choice *choice, uint32_t run, struct slice *brief, struct slice *terse);
struct band_spec choice_band(const struct choice *choice);
/* More charts on a page than suits the area, or fewer: -CHOICE_PANELS … CHOICE_PANELS. */
#define CHOICE_PANELS 4
int choice_panels(const struct choice *choice);
/* How many columns the lists beside the charts have: SIDE_LEAST … SIDE_MOST, as far as there is room; 0: what suits the area. */
#define CHOICE_SIDE_LEAST 16
#define CHOICE_SIDE_MOST 200
int choice_side(const struct choice *choice);
bool choice_legend(const struct choice *choice);
bool choice_hints(const struct choice *choice);
/* What the machine does is shown below the charts, and recorded; off at the start. */
bool choice_hardware(const struct choice *choice);
const struct columns *choice_columns(const struct choice *choice);
/* Zoomed x range in units of the axis; false when it follows the data. */
bool choice_zoom(const struct choice *choice, struct window *out);
const struct extent *choice_extent(const struct choice *choice);

/* One change. Views put edits out as asks; app applies them here. */
enum edit_what {
	EDIT_RUN_TOGGLE,   /* run */
	EDIT_RUN_SOLO,     /* run: only this; again: all of the filter */
	EDIT_RUNS_ALL, EDIT_RUNS_INVERT, /* of the filter */
	EDIT_RUN_COLOUR,   /* run: the next identity */
	EDIT_RUN_HIDE,     /* run: for good */
	EDIT_RUNS_UNHIDE,  /* all that were hidden */
	EDIT_GROUP_TOGGLE, EDIT_GROUP_SOLO, EDIT_GROUP_HIDE, /* text: its key; as for a run, for all listed runs of a group */
	EDIT_RUN_SORT,     /* number: an enum run_sort, again: reversed; or < 0 for the next one, first in its order, then reversed */
	EDIT_RUN_FILTER, EDIT_TAG_FILTER, /* text; without a store in force whatever there will be */
	EDIT_TAG_PIN,      /* text: toggle */
	EDIT_PINNED_ONLY,  /* toggle */
	EDIT_TAG_MARK,     /* text: toggle */
	EDIT_MERGE,        /* those that are marked; their marks go */
	EDIT_SPLIT,        /* text: one of the tags */
	EDIT_DERIVE,       /* text: "NAME = RULE", "NAME off"; formula.h; ill-formed ones are ignored */
	EDIT_BETTER,       /* text: tag; number: an enum better; BETTER_UNKNOWN goes back to its name */
	EDIT_GROUP,        /* text: a spec of grouping.h; ill-formed ones are ignored */
	EDIT_BAND,         /* text: a spec of band.h; ill-formed ones are ignored */
	EDIT_DIFFERENCE,   /* toggle */
	EDIT_DRAWING,      /* number, or < 0 for the next one */
	EDIT_X_AXIS, EDIT_Y_SCALE, EDIT_MARKER, /* number, or < 0 for the next one; another x axis ends the zoom */
	EDIT_FREEZE,       /* toggle */
	EDIT_SUPERSEDED,   /* toggle */
	EDIT_SMOOTH,       /* text: a spec of smooth.h, ill-formed ones are ignored; without: number steps through weights */
	EDIT_OUTLIERS,     /* toggle */
	EDIT_PANELS,       /* number: of choice_panels */
	EDIT_SIDE,         /* number: of choice_side; column by column, as long as nothing else is edited, it is one change */
	EDIT_LEGEND, EDIT_HINTS, EDIT_HARDWARE, /* toggle */
	EDIT_COLUMN,       /* text: its head; number: a width of columns.h */
	EDIT_COLUMN_SORT,  /* text: its head; number: 1 for the largest first */
	EDIT_BASELINE,     /* run; again: none */
	EDIT_ZOOM,         /* from, to */
	EDIT_ZOOM_FIT,
	EDIT_TAIL,         /* text: a spec of tail_spec.h, ill-formed ones are ignored; without: the next one */
	EDIT_FOLLOW,       /* toggle; from, to: what is seen now, to hold it */
	EDIT_X_LOG,        /* toggle */
	EDIT_X_TAG,        /* text: the tag; "" for none */
	EDIT_Y_ENDS,       /* number: enum y_ends */
	EDIT_Y_HAND,       /* text: the tag; from, to, or NaN for none */
};
enum y_ends {
	Y_ENDS_AUTO,   /* what spans the lines */
	Y_ENDS_ZERO,   /* toggle: and zero */
	Y_ENDS_SHARED, /* toggle: of all charts on the screen */
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

/*
 * What a view wants done: plain data, carried out by app on the loop thread
 * after act or prepare returns. Texts are copied in.
 */
#ifndef TBTOP_VIEW_ASK_H
#define TBTOP_VIEW_ASK_H

#include "data/rows.h"
#include "model/assets.h"
#include "model/choice.h"
#include "model/neighbours.h"
#include "ui/action.h"
#include "view/renders.h"
#include "view/solids.h"

enum ask_what {
	ASK_EDIT,     /* change the choice */
	ASK_UNDO,     /* the last change of the choice */
	ASK_REDO,
	ASK_RESCAN,   /* look for new records now */
	ASK_DROP,     /* forget what is in no file any more */
	ASK_ASSET,    /* read and decode what lies at `place`; in every prepare that needs it, be it there or not */
	ASK_OPEN,     /* open the file beside event files at text, and no other; NULL: none. In every prepare that needs it */
	ASK_DIGEST,   /* what is kept of the profile at text, once; in every prepare that needs it */
	ASK_SETTINGS, /* read the hparams of files beside event files; in every prepare that needs them */
	ASK_ARGS,     /* what the event at `id` of the profile at text says; in every prepare that shows it */
	ASK_NODES,    /* when nodes of graphs ran by the profile at text, and by no other; NULL: by none. In every prepare of a graph */
	ASK_PROJECT,  /* the embedding `index` of the configuration at text, or that alone (projections_want); in every prepare */
	ASK_RENDER,   /* `wish` as pixels; in every prepare that shows it, be it there or not */
	ASK_SOLID,    /* `solid` drawn; in every prepare that shows it */
	ASK_NEAREST,  /* the neighbours of row `index` of `projection`, by `metric`; NULL: of none. In every prepare that could show them */
	ASK_LABELS,   /* the classes of column `index` of `projection`, what matches text (label_scan_want). In every prepare that could show them */
	ASK_NOTICE,   /* tell the user: text, on the status line for some seconds */
	ASK_VIEW,     /* open a view: text is its name */
	ASK_COPY,     /* to the clipboard: text, or without one the rows of `saved`; `said`, what it is, is told with where it went */
	ASK_SAVE,     /* to a new file named text: `saved` */
	ASK_PLAY,     /* the sound, a WAV file; nothing: no more. What is wrong with that the user is told */
	ASK_REMEMBER, /* text: a command that was typed, for the next time */
	ASK_PIXELS,   /* text: a way of showing pictures (ui/graphics.h) */
	ASK_THEME,    /* text: its name, or "auto" */
	ASK_ALERT,    /* watch over a rule: text */
	ASK_ALERT_SEEN,  /* somebody has seen the one of that id; */
	ASK_ALERTS_SEEN, /* all of them */
	ASK_MORE,     /* not all of what is shown is reckoned yet: another frame is due */
	ASK_REDRAW,
	ASK_SUSPEND,
	ASK_QUIT,
	/* These the dashboard carries out itself; app never sees them. */
	ASK_PROMPT,   /* edit a line that begins as text; what is typed comes back as `action` */
	ASK_LETTER,   /* the next key, if it is a letter, comes back as `action` */
	ASK_INFO,     /* show the lines of text over the view */
	ASK_INFO_ANEW, /* show these instead, as long as such lines are there */
};

enum save_format { SAVE_CSV, SAVE_JSONL, SAVE_SVG, SAVE_ANSI, SAVE_FORMATS,
	SAVE_BYTES = SAVE_FORMATS }; /* BYTES: of an image …, as they are in the file */

/* What goes to a file, one of three; owned. */
struct saved {
	enum save_format format;
	uint32_t *tags;   /* the points that shown runs have of these, and */
	size_t tag_count;
	enum kind kind;   /* that are of this kind; */
	struct rows rows; /* a table, in which */
	size_t missing;   /* so many points are not, for they were not read yet; */
	struct str drawn; /* a picture, or bytes as they are */
};

struct ask {
	enum ask_what what;
	struct edit edit; /* its text points to `text` */
	char *text;       /* owned; NULL without */
	char *said;       /* COPY: owned */
	struct saved saved;
	struct str sound; /* PLAY: owned */
	const char *label;  /* PROMPT, LETTER: static text before the line, or in its place */
	enum action action; /* PROMPT, LETTER */
	struct asset_place place; /* ASSET */
	size_t index;             /* PROJECT, NEAREST, LABELS, */
	uint64_t stamp;           /* of its configuration */
	uint64_t id;              /* ALERT_SEEN, ARGS */
	struct render_wish *wish; /* RENDER; owned */
	struct solid_wish *solid; /* SOLID; owned */
	const struct projection *projection; /* LABELS, NEAREST: borrowed, */
	enum neighbour_metric metric;        /* by this */
};

struct asks {
	struct ask *items;
	size_t count, capacity;
};

void asks_fini(struct asks *asks);
void ask(struct asks *asks, enum ask_what what, const char *text);
void ask_asset(struct asks *asks, const struct asset_place *place);
void ask_render(struct asks *asks, const struct render_wish *wish);
void ask_solid(struct asks *asks, const struct solid_wish *wish);
void ask_nearest(struct asks *asks, const struct projection *projection, size_t of, enum neighbour_metric metric);
/* No `needle` is "". */
void ask_labels(struct asks *asks, const struct projection *projection, size_t column, const char *needle);
void ask_args(struct asks *asks, const char *path, uint64_t place);
/* A NULL path: no embedding is wanted. */
void ask_project(struct asks *asks, const char *path, size_t index, uint64_t stamp);
void ask_edit(struct asks *asks, struct edit edit);
void ask_copy(struct asks *asks, const char *text, const char *said);
/* Takes the rows. */
void ask_copy_rows(struct asks *asks, struct rows *rows, const char *said);
/* Takes what is to be saved. */
void ask_save(struct asks *asks, const char *file, const struct saved *saved);
/* Takes the bytes; empty ones stop what plays. */
void ask_play(struct asks *asks, struct str *wav);
/* Somebody has seen the alert of that id. */
void ask_seen(struct asks *asks, uint64_t id);
void ask_letter(struct asks *asks, enum action action, const char *label);
void ask_prompt(struct asks *asks, enum action action, const char *label, const char *text);

#endif

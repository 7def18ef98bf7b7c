/*
 * The dashboard's process, shared by the parts of app/ and by nobody else:
 *   output.c   the line to the terminal
 *   clipboard.c   what is copied
 *   signals.c  a new size, the end, suspending, crashes
 *   save.c     what is exported from the screen
 *   alarm.c    tells of alerts
 *   asks.c     carries out what views ask for
 *   screen.c   the one place that draws
 *   keep.c     what was chosen, kept for the next time
 *   keys.c     bytes from the terminal become events
 *   training.c the simulated training of `demo`
 *   logdirs.c  what can't be a LOGDIR
 *   app.c      start and end
 * Each needs only those before it.
 */
#ifndef TBTOP_APP_STATE_H
#define TBTOP_APP_STATE_H

#include "app/piecework.h"
#include "app/player.h"
#include "base/clock.h"
#include "cmd/kept.h"
#include "cmd/options.h"
#include "feed/feed.h"
#include "model/alerts.h"
#include "feed/fetch.h"
#include "model/choice.h"
#include "model/derived.h"
#include "model/hardware_log.h"
#include "model/reckon.h"
#include "model/history.h"
#include "model/steptime.h"
#include "model/store.h"
#include "model/label_scan.h"
#include "model/vicinity.h"
#include "ui/input.h"
#include "ui/term.h"
#include "view/dashboard.h"

#include <math.h>
#include <uv.h>

#define APP_SIGNALS 6

/* What keep.c has; its path is NULL where nothing is kept. */
struct keep {
	struct app *app;
	struct kept kept;
	uv_timer_t timer;
	uv_work_t work;
	char *history;       /* the file of commands; NULL where nothing is kept */
	struct str writing;  /* the file as it was written last, or is now: then the worker's */
	bool busy, told;
	enum status status;  /* of the last write */
	uint64_t generation; /* of the choice that is in it */
	uint64_t wrote_at;   /* monotonic ns */
};

#define APP_WORKS 7

struct app {
	uv_loop_t loop;
	struct store *store;
	struct choice *choice;
	struct history history;
	struct keep keep;
	struct save *saving;         /* an export under way; NULL without */
	struct steptimes *steptimes;
	struct group_looks *group_looks;
	struct derived *derived;
	struct reckon *reckon;       /* what is derived, in the store */
	struct alerts *alerts;
	struct processes *processes; /* that write the runs: processes.h; NULL once it is stopped */
	struct hardware_log *hardware; /* what the machine did while that was shown */
	struct sampler *sampler;     /* which reads it: sampler.h; NULL once it is stopped */
	struct alarm *alarm;         /* how alerts are told: alarm.c */
	struct assets *assets;
	struct finds *finds;         /* profiles, SavedModels */
	struct projections *projections; /* of embeddings */
	struct vicinity *vicinity;   /* neighbours of a point */
	struct label_scan *labels;   /* of an embedding, read through */
	struct solids *solids;       /* meshes, clouds */
	struct renders *renders;     /* pictures as pixels */
	struct piecework *works[APP_WORKS]; /* that make what is wanted of these (app.c); NULL once they are stopped */
	struct player *player;       /* of clips */
	struct clipboard *clipboard; /* NULL once it has ended */
	struct fetch *fetch;         /* NULL once it has ended */
	struct feed *feed;           /* NULL once it has ended */
	struct cache *cache;         /* of what was found out of files, for the next start */
	struct dashboard *dashboard;
	struct term *term;           /* NULL once it was left */
	struct canvas canvas;
	struct decoder decoder;
	const struct config *config; /* borrowed */
	struct str place;            /* the LOGDIRs, cleaned */
	enum charset charset;
	double target_step;          /* 0 when not given */

	uv_poll_t tty;
	uv_timer_t escape_timer;     /* a lone Esc, or the start of a key? */
	uv_timer_t frame_timer;      /* the next frame for data */
	uv_timer_t change_timer;     /* the next change without data */
	uv_prepare_t before_block;
	uv_signal_t signals[APP_SIGNALS];
	uv_timer_t away_timer;       /* the next look whether the terminal is ours again */

	bool away;                   /* in the background: the terminal is another's */
	bool urgent;                 /* a key or the terminal: draw at once */
	bool stale;                  /* data or time changed: draw within a frame's time */
	bool rest;                   /* what was too much for the last frame: go on within a frame's time */
	bool unfinished;             /* the last frame left something to be reckoned */
	bool settled;
	bool told_full;              /* that derived series find no room */
	double frozen_at;            /* wall time; NaN when not: data and time stand still together, */
	struct progress frozen_progress; /* and this, which was true then */
	uint64_t drawn_generation;   /* of the store, at the last prepare; and of the choice */
	uint64_t drawn_choice;
	bool acted; /* a key came since the last prepare: a view's own state may have changed */
	uint64_t drawn_at;           /* monotonic ns */
	struct str outgoing;         /* bytes for the terminal, */
	size_t sent;                 /* and how many of them are gone */
	bool polls_writable;
	void (*read_keys)(struct app *app); /* there is something to read */

	bool quitting;
	int status;
};

/* The wall time that the screen shows. */
static inline double app_now(const struct app *app)
{
	return isnan(app->frozen_at) ? clock_wall() : app->frozen_at;
}

/* Ends the loop; the first call counts. */
static inline void app_quit(struct app *app, int status)
{
	if (app->quitting)
		return;
	app->quitting = true;
	app->status = status;
	uv_stop(&app->loop);
}

#endif

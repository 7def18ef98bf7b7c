/*
 * What a view wants and that takes long, made by a worker a piece at a time: pictures
 * of solids (view/solids), neighbours of a point (model/vicinity), labels (model/label_scan). Between two pieces what is
 * there is shown, and something else may be wanted by now.
 */
#ifndef TBTOP_APP_PIECEWORK_H
#define TBTOP_APP_PIECEWORK_H

#include <stdbool.h>
#include <uv.h>

struct pieces {
	bool (*take)(void *of); /* loop thread: whether there is a piece to make */
	void (*work)(void *of); /* the worker: what it reads and writes is left alone meanwhile */
	void (*put)(void *of);  /* loop thread: after each piece */
	void *of;               /* outlives the work */
};

struct piecework;

/* `came` is called on the loop thread after each piece. */
struct piecework *piecework_start(uv_loop_t *loop, const struct pieces *pieces, void (*came)(void *context),
                                  void *context);
/* Starts on what is wanted. NULL is fine. */
void piecework_pump(struct piecework *work);
/* Frees itself when its worker is back. */
void piecework_stop(struct piecework *work);

#endif

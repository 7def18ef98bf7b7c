/*
 * What is wanted and takes long, made by a worker a piece at a time, while the loop goes on: files opened, embeddings
 * projected, pictures drawn, step times reckoned. Between two pieces what is there is shown, and something else may be
 * wanted by now. It doesn't care whether the screen is frozen: what is on it may be looked at. Loop thread.
 */
#ifndef TBTOP_APP_PIECEWORK_H
#define TBTOP_APP_PIECEWORK_H

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

struct pieces {
	bool (*take)(void *of);  /* loop thread: whether there is a piece to make */
	void (*work)(void *of);  /* the worker: what it reads and writes is left alone meanwhile */
	void (*put)(void *of);   /* loop thread: after each piece, also after one that was never begun */
	void (*hurry)(void *of); /* loop thread: the piece that is made is no longer wanted; NULL when it is short */
	void (*done)(void *of);  /* loop thread: nothing uses `of` any more; NULL when it is another's */
	/*
	 * 0: who wants is told of each piece, and asks for the next. Else the next is begun at once, and they are told
	 * after the last, and so often in between, in ms.
	 */
	uint64_t tell_ms;
	void *of;
};

/* How it is told: by a call on the loop thread. */
struct piecework_teller {
	uv_loop_t *loop;
	void (*came)(void *context);
	void *context;
};

struct piecework;

struct piecework *piecework_start(const struct piecework_teller *teller, const struct pieces *pieces);
/* Starts on what is wanted, right after the asks of a frame. NULL is fine. */
void piecework_pump(struct piecework *work);
/* Hurries the piece under way; it is gone once the loop has drained. NULL is fine. */
void piecework_stop(struct piecework *work);

#endif

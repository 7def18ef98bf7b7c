/*
 * One directory's file events. Libuv's events are hints (16,384 of 40,000
 * arrived under load, and a directory that was made again stays silent), so
 * all that a watch says is "look there". Loop thread only.
 */
#ifndef TBTOP_FEED_WATCH_H
#define TBTOP_FEED_WATCH_H

#include <stdbool.h>
#include <uv.h>

struct watch {
	uv_fs_event_t handle;
	const char *only; /* what happens under other names does not count, but to the directory itself; NULL: all does */
	bool open;  /* the handle must be closed before its memory goes */
	bool armed;
	bool lost;  /* what it watches was removed or moved: it must be armed anew */
	void (*event)(struct watch *watch);
	void (*closed)(struct watch *watch);
};

/* Starts watching what is at `path` now, also when it watched something else before. 0 or libuv's error. */
int watch_arm(struct watch *watch, uv_loop_t *loop, const char *path, void (*event)(struct watch *watch));
void watch_disarm(struct watch *watch);
/* `closed` is called from the loop. Only for an open watch. */
void watch_close(struct watch *watch, void (*closed)(struct watch *watch));

#endif

#include "feed/lookout.h"

#include "base/alloc.h"
#include "disk/dangling.h"
#include "feed/state.h"

#include <stdlib.h>
#include <string.h>

struct lookout {
	struct watch watch;
	struct feed *feed;
	struct directory *directory; /* whose link it is; it may go before the watch is closed */
	struct lookout *next;
	char *holder, *name;
	void (*seen)(struct directory *directory);
	bool kept;
};

static struct lookout *lookout_of(struct watch *watch)
{
	return (struct lookout *)((char *)watch - offsetof(struct lookout, watch));
}

static void on_event(struct watch *watch)
{
	struct lookout *lookout = lookout_of(watch);
	lookout->seen(lookout->directory);
}

static void lookout_free(struct lookout *lookout)
{
	free(lookout->holder);
	free(lookout->name);
	free(lookout);
}

static void on_closed(struct watch *watch)
{
	struct lookout *lookout = lookout_of(watch);
	struct feed *feed = lookout->feed;
	lookout_free(lookout);
	feed->handles--;
	feed_try_end(feed);
}

static void lookout_end(struct lookout *lookout)
{
	lookout->feed->lookouts--;
	if (lookout->watch.open)
		watch_close(&lookout->watch, on_closed);
	else
		lookout_free(lookout);
}

/* NULL where it can't be watched, or there are too many. */
static struct lookout *lookout_new(struct directory *directory, const struct dangling *awaited)
{
	struct feed *feed = directory->feed;
	if (feed->lookouts == LOOKOUTS_MOST)
		return NULL;
	struct lookout *lookout = xcalloc(1, sizeof *lookout);
	*lookout = (struct lookout){.feed = feed, .directory = directory, .kept = true,
	                            .holder = xstrdup(awaited->holder), .name = xstrdup(awaited->name)};
	lookout->watch.only = lookout->name;
	int error = watch_arm(&lookout->watch, feed->loop, lookout->holder, on_event);
	feed->handles += lookout->watch.open;
	feed->lookouts++;
	if (!error)
		return lookout;
	lookout_end(lookout);
	return NULL;
}

static struct lookout *find(const struct directory *directory, const struct dangling *awaited)
{
	for (struct lookout *lookout = directory->lookouts; lookout; lookout = lookout->next)
		if (!lookout->watch.lost && !strcmp(lookout->holder, awaited->holder) && !strcmp(lookout->name, awaited->name))
			return lookout;
	return NULL;
}

/* Ends those that are not kept. */
static void sort_out(struct directory *directory)
{
	for (struct lookout **at = &directory->lookouts, *lookout; (lookout = *at);) {
		if (lookout->kept) {
			at = &lookout->next;
		} else {
			*at = lookout->next;
			lookout_end(lookout);
		}
	}
}

bool lookouts_keep(struct directory *directory, const struct dangling *awaited, size_t count,
                   void (*seen)(struct directory *directory))
{
	bool fresh = false;
	for (struct lookout *lookout = directory->lookouts; lookout; lookout = lookout->next)
		lookout->kept = false;
	for (size_t i = 0; i < count; i++) {
		struct lookout *lookout = find(directory, &awaited[i]);
		if (!lookout && (lookout = lookout_new(directory, &awaited[i]))) {
			lookout->next = directory->lookouts;
			lookout->seen = seen;
			directory->lookouts = lookout;
			fresh = true;
		}
		if (lookout)
			lookout->kept = true;
	}
	sort_out(directory);
	return fresh;
}

void lookouts_drop(struct directory *directory)
{
	lookouts_keep(directory, NULL, 0, NULL);
}

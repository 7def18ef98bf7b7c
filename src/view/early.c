#include "view/early.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

#define GOOD_SECONDS 10.0

void early_add(struct early *early, double now, const struct event *key, const char *line)
{
	if (early->count == EARLY_MOST)
		return;
	struct early_one *one = &early->items[early->count++];
	*one = (struct early_one){.line = line ? xstrdup(line) : NULL};
	if (key)
		one->key = *key;
	early->until = now + GOOD_SECONDS;
}

bool early_take(struct early *early, double now, struct early_one *out)
{
	while (early->count) {
		*out = early->items[0];
		memmove(early->items, early->items + 1, (size_t)--early->count * sizeof *out);
		if (out->line || now <= early->until)
			return true;
	}
	return false;
}

void early_fini(struct early *early)
{
	for (int i = 0; i < early->count; i++)
		free(early->items[i].line);
	early->count = 0;
}

/* What the event of a span says of it beside its times: values by name, as text. Not cleaned: they are of a file. */
#ifndef TBTOP_DATA_ARGS_H
#define TBTOP_DATA_ARGS_H

#include "base/str.h"

#define ARGS_MOST 256
#define ARG_LONGEST 4096 /* bytes; the rest of a longer one is left out */

struct arg {
	struct str name, value;
};

struct args {
	struct arg *items;
	size_t count, capacity;
};

/* What is beyond ARGS_MOST is left out. */
void args_add(struct args *args, struct slice name, struct slice value);
void args_fini(struct args *args);

#endif

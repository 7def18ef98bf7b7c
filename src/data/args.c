#include "data/args.h"

#include "base/alloc.h"

#include <stdlib.h>

static struct slice shortened(struct slice text)
{
	return text.length > ARG_LONGEST ? slice_make(text.data, ARG_LONGEST) : text;
}

void args_add(struct args *args, struct slice name, struct slice value)
{
	if (args->count == ARGS_MOST || !array_reserve(&args->items, &args->capacity, args->count + 1))
		return;
	struct arg *arg = &args->items[args->count++];
	*arg = (struct arg){0};
	str_append_slice(&arg->name, shortened(name));
	str_append_slice(&arg->value, shortened(value));
}

void args_fini(struct args *args)
{
	for (size_t i = 0; i < args->count; i++) {
		str_fini(&args->items[i].name);
		str_fini(&args->items[i].value);
	}
	free(args->items);
	*args = (struct args){0};
}

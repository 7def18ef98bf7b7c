#include "data/projection.h"

#include <stdlib.h>
#include <string.h>

void projector_config_fini(struct projector_config *config)
{
	for (size_t i = 0; i < config->count; i++) {
		str_fini(&config->items[i].name);
		str_fini(&config->items[i].tensor_path);
		str_fini(&config->items[i].metadata_path);
	}
	free(config->items);
	str_fini(&config->checkpoint);
	*config = (struct projector_config){0};
}

void labels_fini(struct labels *labels)
{
	free(labels->text);
	free(labels->rows);
	*labels = (struct labels){0};
}

static struct slice column_of(const struct labels *labels, size_t from, size_t column)
{
	const char *at = labels->text + from, *end = memchr(at, '\n', labels->length - from);
	end = end ? end : labels->text + labels->length;
	end -= end > at && end[-1] == '\r';
	for (; column > 0; column--) {
		const char *tab = memchr(at, '\t', (size_t)(end - at));
		if (!tab)
			return (struct slice){0};
		at = tab + 1;
	}
	const char *tab = memchr(at, '\t', (size_t)(end - at));
	return slice_make(at, (size_t)((tab ? tab : end) - at));
}

struct slice labels_at(const struct labels *labels, size_t row, size_t column)
{
	return row < labels->count ? column_of(labels, labels->rows[row], column) : (struct slice){0};
}

struct slice labels_name(const struct labels *labels, size_t column)
{
	return labels->columns > 1 && labels->length ? column_of(labels, 0, column) : (struct slice){0};
}

void vectors_fini(struct vectors *vectors)
{
	free(vectors->values);
	*vectors = (struct vectors){0};
}

void components_fini(struct components *components)
{
	free(components->places);
	free(components->lengths);
	*components = (struct components){0};
}

struct projection *projection_hold(const struct projection *projection)
{
	struct projection *held = (struct projection *)projection;
	if (held)
		held->holds++;
	return held;
}

void projection_free(struct projection *projection)
{
	if (!projection || projection->holds-- > 0)
		return;
	vectors_fini(&projection->vectors);
	labels_fini(&projection->labels);
	components_fini(&projection->components);
	free(projection);
}

#include "view/views.h"

#include <string.h>
#include <strings.h>

const struct view_ops *const views[] = {
#define X(ops) &ops,
	VIEW_LIST(X)
#undef X
};

const int view_count = (int)(sizeof views / sizeof *views);

/* "meshes" and "mesh", "Texts" and "text" begin alike: by letters, up to a plural's. */
static size_t stem_length(const char *name)
{
	size_t length = strlen(name);
	if (length > 3 && !strcmp(name + length - 3, "hes"))
		return length - 2;
	return length > 2 && name[length - 1] == 's' ? length - 1 : length;
}

static bool same_stem(const char *a, const char *b)
{
	size_t length = stem_length(a);
	return length == stem_length(b) && !strncasecmp(a, b, length);
}

int views_find(const char *name)
{
	static const struct {
		const char *called, *name;
	} others[] = {{"distributions", "histograms"}, {"projector", "embeddings"}, {"pr_curves", "pr"}, {"pr-curves", "pr"},
	              {"custom_scalars", "custom"}, {"time_series", "series"}, {"timeseries", "series"}};
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (same_stem(name, others[i].called))
			name = others[i].name;
	for (int i = 0; i < view_count; i++)
		if (same_stem(name, views[i]->name) || same_stem(name, views[i]->title))
			return i;
	return -1;
}

#include "disk/beside.h"

#include "base/alloc.h"
#include "disk/trace_files.h"

#include <stdlib.h>
#include <string.h>

#define MODEL_NAME "saved_model.pb"
#define PROJECTOR_NAME "projector_config.pbtxt"

static bool is_settings(const char *name)
{
	return !strcmp(name, SETTINGS_YAML_NAME) || !strcmp(name, SETTINGS_JSON_NAME);
}

bool beside_wanted(const char *name)
{
	return is_settings(name) || trace_file_wanted(name) || !strcmp(name, MODEL_NAME) || !strcmp(name, PROJECTOR_NAME);
}

static void describe(const struct found_file *found, enum find_what what, struct find_spec *out)
{
	*out = (struct find_spec){
		.what = what,
		.run = xstrdup(found->run),
		.profile = xstrdup(""),
		.host = xstrdup(""),
		.file = xstrdup(found->name),
		.path = xstrdup(found->path),
	};
}

bool beside_describe(const struct found_file *found, bool single, struct find_spec *out)
{
	struct trace_file file = {0};
	if (!strcmp(found->name, MODEL_NAME)) {
		describe(found, FIND_MODEL, out);
	} else if (!strcmp(found->name, PROJECTOR_NAME)) {
		describe(found, FIND_PROJECTOR, out);
	} else if (is_settings(found->name)) {
		describe(found, FIND_SETTINGS, out);
	} else if (trace_file_describe(found, single, &file)) {
		*out = (struct find_spec){FIND_PROFILE, file.run, file.profile, file.host, file.file, file.path, file.format, 0, 0};
	} else {
		return false;
	}
	out->size = found->stat.size;
	out->mtime_ns = found->stat.mtime_ns;
	return true;
}

void beside_fini(struct find_spec *spec)
{
	free((char *)spec->run);
	free((char *)spec->profile);
	free((char *)spec->host);
	free((char *)spec->file);
	free((char *)spec->path);
}

struct walk {
	beside_each *each;
	void *context;
	bool single;
};

static void take(void *context, const struct found_file *found)
{
	const struct walk *walk = context;
	struct find_spec spec;
	if (!beside_wanted(found->name) || !beside_describe(found, walk->single, &spec))
		return;
	char *directory = xmemdup0(found->path, strlen(found->path) - strlen(found->name));
	walk->each(walk->context, directory, &spec);
	free(directory);
	beside_fini(&spec);
}

void beside_find(const struct logdir *logdir, beside_each *each, void *context)
{
	struct walk walk = {each, context, scan_is_file(logdir)};
	scan_files(logdir, beside_wanted, take, NULL, &walk);
}

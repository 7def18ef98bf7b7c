#include "cmd/hparam_files.h"

#include "base/alloc.h"
#include "disk/beside.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Whether the directory is a LOGDIR, or lies in one. */
static bool is_within(const char *directory, const struct logdir *logdirs, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		size_t length = strlen(logdirs[i].path);
		while (length > 1 && logdirs[i].path[length - 1] == '/')
			length--;
		if (!strncmp(directory, logdirs[i].path, length) && (!directory[length] || directory[length] == '/'))
			return true;
	}
	return false;
}

static void meet(struct finds *finds, const char *run, const char *directory, const char *name)
{
	struct str path = {0};
	struct stat found;
	struct find_spec spec;
	str_printf(&path, "%s/%s", directory, name);
	struct found_file file = {.run = run, .name = name, .path = str_text(&path)};
	if (!stat(str_text(&path), &found) && S_ISREG(found.st_mode)) {
		file.stat = scan_stat(&found);
		if (beside_describe(&file, false, &spec)) {
			finds_meet(finds, directory, &spec);
			beside_fini(&spec);
		}
	}
	str_fini(&path);
}

/* "a/b" becomes "a", and that ".": the run that the directory above would be. */
static void go_up(char *run, char *directory)
{
	char *slash = strrchr(run, '/'), *end = strrchr(directory, '/');
	if (slash)
		*slash = '\0';
	else
		strcpy(run, ".");
	if (end)
		*end = '\0';
}

void hparam_files_meet(struct finds *finds, const struct glimpse_file *file, const struct logdir *logdirs, size_t count)
{
	const char *end = strrchr(file->path, '/');
	char *directory = xmemdup0(file->path, end ? (size_t)(end - file->path) : 0);
	char *run = xmemdup0(file->run, strlen(file->run) + 1); /* has room for "." */
	while (is_within(directory, logdirs, count)) {
		meet(finds, run, directory, SETTINGS_YAML_NAME);
		meet(finds, run, directory, SETTINGS_JSON_NAME);
		if (!strcmp(run, ".") || !strchr(directory, '/'))
			break;
		go_up(run, directory);
	}
	free(directory);
	free(run);
}

void hparam_files_subject(struct cache_subject *subject, const struct finds *finds)
{
	struct cache_subject one;
	for (size_t i = 0; i < finds_count(finds, FIND_SETTINGS); i++)
		if (cache_look_at(finds_at(finds, FIND_SETTINGS, i)->spec.path, &one) == STATUS_OK)
			cache_subject_add(subject, &one);
}

#include "write/chrome.h"
#include "write/event_file.h"
#include "write/gzip.h"
#include "write/lanes.h"
#include "write/side_file.h"
#include "write/utf8.h"
#include "write/xspace.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PLACE "plugins/profile/"
#define PLACE_NAME 64 /* bytes of it with a name by the time */
#define TRIES 10000

/* plugins/profile/PROFILE/HOST<suffix> */
static int store(const char *directory, const char *profile, const char *host, const char *suffix,
                 const struct bytes *file)
{
	static const char format[] = PLACE "%s/%s%s";
	if (file->failed)
		return -ENOMEM;
	int size = snprintf(NULL, 0, format, profile, host, suffix);
	char *name = size < 0 ? NULL : malloc((size_t)size + 1);
	if (!name)
		return -ENOMEM;
	snprintf(name, (size_t)size + 1, format, profile, host, suffix);
	int error = side_file_put(directory, name, file->data, file->length);
	free(name);
	return error;
}

static int store_all(const char *directory, const char *profile, const char *host, const struct lanes *lanes)
{
	struct bytes space = {0}, json = {0}, compressed = {0};
	xspace_append(&space, lanes, host);
	chrome_append(&json, lanes);
	if (json.failed)
		compressed.failed = true;
	else
		gzip_append(&compressed, json.data, json.length);
	bytes_fini(&json);
	int error = store(directory, profile, host, ".trace.json.gz", &compressed);
	if (!error)
		error = store(directory, profile, host, ".xplane.pb", &space);
	bytes_fini(&space);
	bytes_fini(&compressed);
	return error;
}

/* By the time; what is called so already, perhaps by another process a moment ago, is not touched. */
static int claim_name(const char *directory, char place[PLACE_NAME])
{
	struct tm parts;
	char now[32], end[16] = "";
	time_t seconds = time(NULL);
	int error = -EEXIST;
	strftime(now, sizeof now, "%Y_%m_%d_%H_%M_%S", localtime_r(&seconds, &parts));
	for (int tries = 1; tries <= TRIES && error == -EEXIST; tries++) {
		snprintf(place, PLACE_NAME, PLACE "%s%s", now, end);
		error = side_file_claim(directory, place);
		snprintf(end, sizeof end, "_%d", tries);
	}
	return error;
}

static int store_by_time(const char *directory, const char *host, const struct lanes *lanes)
{
	char place[PLACE_NAME];
	int error = claim_name(directory, place);
	if (error)
		return error;
	error = store_all(directory, place + strlen(PLACE), host, lanes);
	if (error)
		side_file_disclaim(directory, place);
	return error;
}

/* One name of a file. */
static int check_name(const char *name)
{
	size_t length;
	int error = utf8_length(name, &length);
	bool sound = !error && length && !strchr(name, '/') && strcmp(name, ".") && strcmp(name, "..");
	return error || sound ? error : -EINVAL;
}

int tbr_profile(const char *directory, const char *profile, const char *host, const struct tbr_span *spans,
                size_t count)
{
	char own[256];
	struct lanes lanes;
	event_file_host(own, sizeof own);
	host = host ? host : own;
	if (!directory || !spans || !count)
		return -EINVAL;
	int error = profile ? check_name(profile) : 0;
	if (!error)
		error = check_name(host);
	if (!error)
		error = lanes_init(&lanes, spans, count);
	if (error)
		return error;
	error = profile ? store_all(directory, profile, host, &lanes) : store_by_time(directory, host, &lanes);
	lanes_fini(&lanes);
	return error;
}

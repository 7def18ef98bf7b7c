#define _DEFAULT_SOURCE /* realpath */
#include "cmd/kept.h"

#include "base/alloc.h"
#include "base/crc32c.h"
#include "cmd/places.h"
#include "model/choice_text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_MOST ((size_t)16 << 20)
#define HEAD "tbtop-view 1 "
#define CRC_DIGITS 8
#define HISTORY_KEPT ((size_t)16 << 10)       /* bytes that are read */
#define HISTORY_MOST_BYTES ((size_t)64 << 10) /* more are cut off */

/* ---- Of what ----------------------------------------------------------------------- */

/* On one line, so that it can stand in one. */
static void append_escaped(struct str *out, const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text <= ' ' || *text == '%')
			str_printf(out, "%%%02X", (unsigned char)*text);
		else
			str_append_char(out, *text);
}

static void name_logdirs(const struct options *options, struct str *out)
{
	for (size_t i = 0; i < options->logdir_count; i++) {
		const struct logdir *logdir = &options->logdirs[i];
		char *real = realpath(logdir->path, NULL);
		str_append_text(out, i ? " " : "");
		append_escaped(out, logdir->name);
		str_append_char(out, ':');
		append_escaped(out, real ? real : logdir->path);
		free(real);
	}
}

static uint64_t hash_of(struct slice bytes)
{
	uint64_t hash = UINT64_C(14695981039346656037); /* FNV-1a */
	for (size_t i = 0; i < bytes.length; i++)
		hash = (hash ^ (unsigned char)bytes.data[i]) * UINT64_C(1099511628211);
	return hash;
}

void kept_init(struct kept *kept, const struct options *options)
{
	struct str path = {0};
	char *place = options->state ? places_state() : NULL;
	*kept = (struct kept){0};
	name_logdirs(options, &kept->of);
	if (place)
		str_printf(&path, "%s/views/%016llx", place, (unsigned long long)hash_of(str_slice(&kept->of)));
	kept->path = path.data;
	free(place);
}

void kept_fini(struct kept *kept)
{
	free(kept->path);
	str_fini(&kept->of);
	*kept = (struct kept){0};
}

/* ---- The bytes ---------------------------------------------------------------------- */

void kept_pack(const struct kept *kept, const struct choice *choice, struct str *out)
{
	struct str body = {0};
	str_printf(&body, "of %s\n", str_text(&kept->of));
	choice_write(choice, &body);
	str_printf(out, HEAD "%08x\n", crc32c(body.data, body.length));
	str_append_slice(out, str_slice(&body));
	str_fini(&body);
}

/* Takes `text` off the front; false when it doesn't stand there. */
static bool skip(struct slice *bytes, const char *text)
{
	size_t length = strlen(text);
	if (bytes->length < length || memcmp(bytes->data, text, length))
		return false;
	*bytes = slice_make(bytes->data + length, bytes->length - length);
	return true;
}

bool kept_unpack(const struct kept *kept, struct slice bytes, struct slice *lines)
{
	char crc[CRC_DIGITS + 2];
	if (!skip(&bytes, HEAD) || bytes.length < CRC_DIGITS + 1)
		return false;
	struct slice body = {bytes.data + CRC_DIGITS + 1, bytes.length - CRC_DIGITS - 1};
	snprintf(crc, sizeof crc, "%08x\n", crc32c(body.data, body.length));
	if (!skip(&bytes, crc) || !skip(&body, "of ") || !skip(&body, str_text(&kept->of)) || !skip(&body, "\n"))
		return false;
	*lines = body;
	return true;
}

/* ---- The file ------------------------------------------------------------------------ */

static enum status read_file(const char *path, struct str *out)
{
	char bytes[16384];
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return status_from_errno(errno);
	ssize_t got;
	while ((got = read(fd, bytes, sizeof bytes)) > 0 && out->length <= FILE_MOST)
		str_append(out, bytes, (size_t)got);
	enum status status = got < 0 ? status_from_errno(errno) : got > 0 ? STATUS_LIMIT : STATUS_OK;
	close(fd);
	return status;
}

const char *kept_read(const struct kept *kept, struct choice *choice)
{
	struct str bytes = {0};
	struct slice lines;
	const char *wrong = NULL;
	enum status status = kept->path ? read_file(kept->path, &bytes) : STATUS_NOT_FOUND;
	if (status == STATUS_OK && !kept_unpack(kept, str_slice(&bytes), &lines))
		wrong = "the view kept of this LOGDIR is damaged or of another version: it was left out";
	else if (status == STATUS_OK && choice_read(choice, lines))
		wrong = "some of the view kept of this LOGDIR is of another version: that was left out";
	else if (status != STATUS_OK && status != STATUS_NOT_FOUND && status != STATUS_NOT_A_DIRECTORY)
		wrong = "the view kept of this LOGDIR can't be read: it was left out";
	str_fini(&bytes);
	return wrong;
}

/* All directories above `path`, as far as they are missing; opening the file tells what went wrong. */
static void make_directories(const char *path)
{
	char *part = xstrdup(path);
	for (char *slash = strchr(part + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(part, 0700);
		*slash = '/';
	}
	free(part);
}

static enum status write_all(int fd, struct slice bytes)
{
	while (bytes.length) {
		ssize_t wrote = write(fd, bytes.data, bytes.length);
		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote < 0)
			return status_from_errno(errno);
		bytes = slice_make(bytes.data + wrote, bytes.length - (size_t)wrote);
	}
	return STATUS_OK;
}

enum status kept_write(const char *path, struct slice bytes)
{
	struct str temporary = {0};
	str_printf(&temporary, "%s.%ld.part", path, (long)getpid());
	make_directories(path);
	int fd = open(temporary.data, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	enum status status = fd < 0 ? status_from_errno(errno) : write_all(fd, bytes);
	if (fd >= 0 && close(fd) && status == STATUS_OK)
		status = status_from_errno(errno);
	if (status == STATUS_OK && rename(temporary.data, path))
		status = status_from_errno(errno);
	if (status != STATUS_OK && fd >= 0)
		unlink(temporary.data);
	str_fini(&temporary);
	return status;
}

/* ---- Commands ------------------------------------------------------------------------ */

char *kept_history(const struct options *options)
{
	struct str path = {0};
	char *place = options->state ? places_state() : NULL;
	if (place)
		str_printf(&path, "%s/history", place);
	free(place);
	return path.data;
}

bool kept_read_history(const char *path, struct str *out)
{
	struct str all = {0};
	enum status status = read_file(path, &all);
	if (status == STATUS_OK) {
		size_t from = all.length > HISTORY_KEPT ? all.length - HISTORY_KEPT : 0;
		while (from && all.data[from - 1] != '\n' && from < all.length)
			from++;
		str_append(out, str_text(&all) + from, all.length - from);
		if (all.length > HISTORY_MOST_BYTES)
			kept_write(path, str_slice(out));
	}
	str_fini(&all);
	return status != STATUS_NOT_FOUND;
}

enum status kept_append(const char *path, struct slice line)
{
	make_directories(path);
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
	enum status status = fd < 0 ? status_from_errno(errno) : write_all(fd, line);
	if (fd >= 0 && close(fd) && status == STATUS_OK)
		status = status_from_errno(errno);
	return status;
}

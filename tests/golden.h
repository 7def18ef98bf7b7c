/*
 * Golden files: tests/golden/NAME.txt holds what a canvas should look like (see
 * canvas_to_golden). With TBTOP_UPDATE=1 in the environment the file is written
 * anew instead; review the change with git diff. For cmocka tests.
 */
#ifndef TBTOP_TESTS_GOLDEN_H
#define TBTOP_TESTS_GOLDEN_H

#include "base/str.h"
#include "chart/canvas.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static inline void golden_path(const char *name, char *out, size_t size)
{
	int length = snprintf(out, size, "%s/golden/%s.txt", TBTOP_TEST_DIR, name);

	assert_true(length > 0 && (size_t)length < size);
}

/* NAME may have one folder: chart/line. */
static inline void golden_write(const char *path, struct slice text)
{
	char folder[1024];
	FILE *file;

	snprintf(folder, sizeof folder, "%s", path);
	*strrchr(folder, '/') = '\0';
	mkdir(folder, 0777);
	file = fopen(path, "wb");
	assert_non_null(file);
	assert_int_equal(fwrite(text.data, 1, text.length, file), text.length);
	assert_int_equal(fclose(file), 0);
}

static inline void golden_read(const char *path, struct str *out)
{
	char buffer[4096];
	size_t length;
	FILE *file = fopen(path, "rb");

	if (!file) {
		print_error("no %s; make it with TBTOP_UPDATE=1\n", path);
		return;
	}
	while ((length = fread(buffer, 1, sizeof buffer, file)) > 0)
		str_append(out, buffer, length);
	fclose(file);
}

static inline struct slice golden_line(struct slice *rest)
{
	const char *end = rest->length ? memchr(rest->data, '\n', rest->length) : NULL;
	struct slice line = *rest;

	if (end)
		line.length = (size_t)(end - rest->data);
	*rest = end ? slice_make(end + 1, rest->length - line.length - 1) : slice_make(NULL, 0);
	return line;
}

static inline void golden_diff(struct slice want, struct slice got)
{
	for (int row = 0; want.length || got.length; row++) {
		struct slice a = golden_line(&want), b = golden_line(&got);

		if (!slice_equal(a, b))
			print_error("row %d\n  want %.*s\n  got  %.*s\n", row, (int)a.length, a.length ? a.data : "",
			            (int)b.length, b.length ? b.data : "");
	}
}

static inline void golden_check(const char *name, const struct canvas *canvas)
{
	const char *update = getenv("TBTOP_UPDATE");
	struct str want = {0}, got = {0};
	char path[1024];
	bool same;

	golden_path(name, path, sizeof path);
	canvas_to_golden(canvas, &got);
	if (update && strcmp(update, "1") == 0)
		golden_write(path, str_slice(&got));
	golden_read(path, &want);
	same = slice_equal(str_slice(&want), str_slice(&got));
	if (!same) {
		print_error("%s differs\n", path);
		golden_diff(str_slice(&want), str_slice(&got));
	}
	str_fini(&want);
	str_fini(&got);
	assert_true(same);
}

#endif

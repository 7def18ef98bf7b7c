#include "hostile.h"

#include "framed.h"

#include "base/str.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define POINTS 40
#define LONG_TAG 5000
#define TIME_2023 1.7e9

#define NAME(text) {text, sizeof text - 1}
static const struct slice names[] = {
	NAME("title\033]0;pwned\007"), NAME("clip\033]52;c;cHduZWQ=\033\\"), NAME("clear\033[2J\033[H\033[31m"),
	NAME("c1 \xc2\x9b" "31m\xc2\x9d" "0;x\xc2\x9c raw \x9b" "2J \x90q\x9c"), NAME("dcs\033P1$r0m\033\\ \033_apc\033\\"),
	NAME("bidi \xe2\x80\xae" "desrever\xe2\x80\xac \xe2\x81\xa6x\xe2\x81\xa9 \xd8\x9c\xe2\x80\x8f"),
	NAME("family \xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7 \xe2\x9d\xa4\xef\xb8\x8f \xf0\x9f\x87\xa9\xf0\x9f\x87\xaa"),
	NAME("joined a\xe2\x80\x8b\xe2\x80\x8c\xe2\x80\x8d\xe2\x81\xa0\xef\xbb\xbf" "b\xc2\xad" "c \xf3\xa0\x81\x81\xf3\xa0\x81\xbf"),
	NAME("wide \xe6\x8d\x9f\xe5\xa4\xb1\xe3\x81\xae\xe5\x80\xa4\xef\xbc\xa1\xef\xbc\xa2 \xed\x95\x9c\xea\xb5\xad"),
	NAME("zalgo Z\xcc\x81\xcc\x82\xcc\x83\xcc\x84\xcc\x85\xcc\x86\xcd\x93\xcd\x94 e\xcc\x81 \xe2\x83\x9d"),
	NAME("\xcc\x81\xcc\x81starts with marks"), NAME("bell\a back\b\b\b tab\there \r return \n line \x7f del"),
	NAME("shift\016out\017 \033(0lqk\033(B \033#8"), NAME("not utf-8 \xff\xfe\xc0\xaf\xed\xa0\x80\xf4\x90\x80\x80\xe4\xb8"),
	NAME("rtl \xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d \xd9\x85\xd8\xb1\xd8\xad\xd8\xa8\xd8\xa7"),
	NAME("separators \xe2\x80\xa8\xe2\x80\xa9\xc2\x85 tibetan \xe0\xbd\xa8\xe0\xbd\xb1 hangul \xe1\x84\x80\xe1\x85\xa1\xe1\x86\xa8"),
	NAME("quotes \" ' , ; | \\ = {x} %s%n$(id)`id`"), NAME("sync\033[?2026h\033[?1049l\033[?25h\033c\033[6n\033[5i"),
};
#define NAMES (sizeof names / sizeof *names)

/* ---- Events ---------------------------------------------------------------------- */

static void put_varint(struct str *out, uint64_t number)
{
	for (; number >= 0x80; number >>= 7)
		str_append_char(out, (char)(number | 0x80));
	str_append_char(out, (char)number);
}

static void put_bytes(struct str *out, int field, struct slice bytes)
{
	put_varint(out, (uint64_t)field << 3 | 2);
	put_varint(out, bytes.length);
	str_append_slice(out, bytes);
}

/* SummaryMetadata: plugin_data.plugin_name, display_name, summary_description. */
static void put_metadata(struct str *value, struct slice text)
{
	struct str metadata = {0}, plugin = {0};
	put_bytes(&plugin, 1, slice_of("scalars"));
	put_bytes(&metadata, 1, str_slice(&plugin));
	put_bytes(&metadata, 2, text);
	put_bytes(&metadata, 3, text);
	put_bytes(value, 9, str_slice(&metadata));
	str_fini(&plugin);
	str_fini(&metadata);
}

static void put_scalar(struct str *file, struct slice tag, struct slice display_name, int step)
{
	struct str event = {0}, summary = {0}, value = {0};
	double wall_time = TIME_2023 + step;
	float number = (float)(step % 7) - 3;
	put_bytes(&value, 1, tag);
	str_append_char(&value, 2 << 3 | 5);
	str_append(&value, &number, sizeof number);
	if (display_name.length)
		put_metadata(&value, display_name);
	put_bytes(&summary, 1, str_slice(&value));
	str_append_char(&event, 1 << 3 | 1);
	str_append(&event, &wall_time, sizeof wall_time);
	str_append_char(&event, 2 << 3);
	put_varint(&event, (uint64_t)step);
	put_bytes(&event, 5, str_slice(&summary));
	frame_record(file, str_slice(&event));
	str_fini(&value);
	str_fini(&summary);
	str_fini(&event);
}

/* Each name is a tag and another tag's display name; one tag is very long. */
static void put_tags(struct str *file)
{
	struct str tag = {0};
	for (size_t i = 0; i < NAMES; i++) {
		str_clear(&tag);
		str_printf(&tag, "shown as/%zu", i);
		for (int step = 0; step < POINTS; step++) {
			put_scalar(file, names[i], (struct slice){0}, step);
			put_scalar(file, str_slice(&tag), names[(i + 1) % NAMES], step);
		}
	}
	str_clear(&tag);
	for (size_t i = 0; tag.length < LONG_TAG; i++)
		str_append_slice(&tag, names[i % NAMES]);
	for (int step = 0; step < POINTS; step++)
		put_scalar(file, str_slice(&tag), str_slice(&tag), step);
	str_fini(&tag);
}

/* ---- Files ------------------------------------------------------------------------ */

/* A file's name holds no slash; one directory a part of a run would do no harm, but hides the rest. */
static bool put_file(const char *logdir, struct slice run, const struct str *bytes)
{
	struct str path = {0};
	str_append_text(&path, logdir);
	str_append_char(&path, '/');
	for (size_t i = 0; i < run.length; i++)
		str_append_char(&path, run.data[i] == '/' ? '|' : run.data[i]);
	bool fine = !mkdir(str_text(&path), 0700);
	str_append_text(&path, "/tfevents.");
	str_append_slice(&path, run);
	FILE *file = fine ? fopen(str_text(&path), "wb") : NULL;
	fine = file && fwrite(bytes->data, 1, bytes->length, file) == bytes->length;
	if (file && fclose(file))
		fine = false;
	str_fini(&path);
	return fine;
}

bool hostile_fill(const char *logdir)
{
	struct str all = {0}, few = {0};
	bool fine = true;
	put_tags(&all);
	for (int step = 0; step < POINTS; step++)
		put_scalar(&few, slice_of("loss"), (struct slice){0}, step);
	few.data[few.length / 2] ^= 1; /* so that there is a problem with each file's name in it */
	for (size_t i = 0; i < NAMES && fine; i++)
		fine = put_file(logdir, names[i], i ? &few : &all);
	str_fini(&all);
	str_fini(&few);
	return fine;
}

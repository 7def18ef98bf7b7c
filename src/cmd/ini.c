#include "cmd/ini.h"

#include <ini.h>
#include <stdio.h>
#include <string.h>

#define LINE_BYTES 200 /* of inih's buffer: longer ones it would cut in two */
#define SECTION_BYTES 48 /* more it would cut off */

struct reading {
	struct slice rest;
	const struct ini_reader *reader;
	int line;
	int indent;             /* of the line, in bytes */
	char text[LINE_BYTES];  /* the line, without it */
	bool expects;           /* it must be an entry, and none was handed out yet */
};

static void complain(const struct reading *reading, int column, const char *what)
{
	reading->reader->complain(reading->reader->context, reading->line, column, what);
}

/* Without its end, and made fit for C strings. Longer ones are left empty. */
static void copy_line(struct reading *reading, struct slice line)
{
	while (reading->indent < (int)line.length && strchr(" \t", line.data[reading->indent]))
		reading->indent++;
	size_t length = line.length - (size_t)reading->indent;
	reading->text[0] = '\0';
	if (length > sizeof reading->text - 3) { /* room for the line's end */
		complain(reading, (int)sizeof reading->text, "a line may have 197 bytes; it is left out");
		return;
	}
	for (size_t i = 0; i < length; i++) {
		unsigned char byte = (unsigned char)line.data[(size_t)reading->indent + i];
		reading->text[i] = byte < ' ' || byte == 0x7F ? ' ' : (char)byte;
	}
	reading->text[length] = '\0';
}

static void tell_section(const struct reading *reading, size_t length)
{
	const struct ini_reader *reader = reading->reader;
	char name[SECTION_BYTES];
	snprintf(name, sizeof name, "%.*s", (int)length, reading->text + 1);
	if (reader->section)
		reader->section(reader->context, name, reading->line, reading->indent + 2);
}

static void check_section(const struct reading *reading)
{
	const char *end = strchr(reading->text, ']');
	if (!end)
		complain(reading, reading->indent + 1 + (int)strlen(reading->text), "a section ends with ]");
	else if (end - reading->text > SECTION_BYTES)
		complain(reading, reading->indent + 2, "a section's name may have 47 bytes");
	else
		tell_section(reading, (size_t)(end - reading->text - 1));
}

static void check_answered(struct reading *reading)
{
	if (reading->expects)
		complain(reading, reading->indent + 1, "neither [section] nor name = value");
	reading->expects = false;
}

/* As fgets for inih, which asks for the next line when it has done with the last one. */
static char *next_line(char *out, int size, void *context)
{
	struct reading *reading = context;
	check_answered(reading);
	if (!reading->rest.length)
		return NULL;
	const char *end = memchr(reading->rest.data, '\n', reading->rest.length);
	size_t length = end ? (size_t)(end - reading->rest.data) : reading->rest.length;
	struct slice line = {reading->rest.data, length};
	reading->rest = slice_make(reading->rest.data + length + (end != NULL), reading->rest.length - length - (end != NULL));
	reading->line++;
	reading->indent = 0;
	if (reading->line == 1 && line.length >= 3 && !memcmp(line.data, "\xEF\xBB\xBF", 3))
		line = slice_make(line.data + 3, line.length - 3); /* a byte order mark */
	copy_line(reading, line);
	char first = reading->text[0];
	if (first == '[')
		check_section(reading);
	reading->expects = first && !strchr("[;#", first);
	snprintf(out, (size_t)size, "%s\n", reading->text);
	return out;
}

static int take(void *context, const char *section, const char *name, const char *value)
{
	struct reading *reading = context;
	size_t at = strcspn(reading->text, "=:");
	at += reading->text[at] != '\0';
	at += strspn(reading->text + at, " ");
	reading->expects = false;
	reading->reader->take(reading->reader->context, &(struct ini_entry){
		.section = section,
		.name = name,
		.value = value,
		.line = reading->line,
		.name_column = reading->indent + 1,
		.value_column = reading->indent + 1 + (int)at,
	});
	return 1;
}

void ini_read(struct slice text, const struct ini_reader *reader)
{
	struct reading reading = {.rest = text, .reader = reader};
	ini_parse_stream(next_line, &reading, take, &reading); /* what it returns was complained of */
}

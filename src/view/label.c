#include "view/label.h"

#include "base/alloc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Of a longer name the middle is dropped before it is looked at: it could be megabytes. */
#define NAME_PART 512

static void keep(struct label *label, struct slice clean)
{
	size_t end = 0;
	while (end < clean.length) {
		uint32_t code;
		size_t n = text_decode((struct slice){clean.data + end, clean.length - end}, &code);
		if (end + n >= LABEL_SIZE)
			break;
		end += n;
	}
	memcpy(label->text, clean.data ? clean.data : "", end);
	label->text[end] = '\0';
	label->length = end;
	label->width = text_width(label_slice(label));
}

/* Cleaned; of what is very long both ends. */
static void clean_ends(struct str *clean, struct slice bytes)
{
	if (bytes.length <= 2 * NAME_PART) {
		text_clean(clean, bytes);
		return;
	}
	text_clean(clean, (struct slice){bytes.data, NAME_PART});
	text_clean(clean, (struct slice){bytes.data + bytes.length - NAME_PART, NAME_PART});
}

void label_set(struct label *label, struct slice bytes, int columns, enum text_cut cut)
{
	struct str clean = {0}, fit = {0};
	clean_ends(&clean, bytes);
	text_fit(&fit, str_slice(&clean), columns, cut);
	keep(label, str_slice(&fit));
	str_fini(&clean);
	str_fini(&fit);
}

/* With at most `head` columns of its beginning. */
static void name_with_head(struct label *label, struct slice name, int columns, int head)
{
	struct str clean = {0}, fit = {0};
	clean_ends(&clean, name);
	text_fit_head(&fit, str_slice(&clean), columns, head);
	keep(label, str_slice(&fit));
	str_fini(&clean);
	str_fini(&fit);
	if (strspn(label->text, " ") < label->length || columns < 3)
		return;
	struct str quoted = {0};
	str_printf(&quoted, "\"%s\"", label->text);
	label_set(label, str_slice(&quoted), columns, TEXT_CUT_MIDDLE);
	str_fini(&quoted);
}

void label_name(struct label *label, struct slice name, int columns)
{
	name_with_head(label, name, columns, columns / 2);
}

void label_name_cut(struct label *label, struct slice name, int columns, const struct label_cut *cut)
{
	name_with_head(label, name, columns, columns / 2 + cut->shift);
	struct label whole;
	name_with_head(&whole, name, LABEL_SIZE, LABEL_SIZE / 2);
	if (whole.width <= columns || cut->before + cut->after == 0 || cut->before + cut->after >= name.length)
		return;
	struct str own = {0};
	str_append_text(&own, cut->before ? "…" : "");
	str_append_slice(&own, (struct slice){name.data + cut->before, name.length - cut->before - cut->after});
	str_append_text(&own, cut->after ? "…" : "");
	label_set(label, str_slice(&own), columns, TEXT_CUT_MIDDLE);
	str_fini(&own);
}

/* How many of the names, cut so, look like one before them. */
static size_t alike(const struct slice *names, size_t count, int columns, const struct label_cut *cut)
{
	struct label *labels = xcalloc(count + 1, sizeof *labels);
	size_t found = 0;
	for (size_t i = 0; i < count; i++) {
		label_name_cut(&labels[i], names[i], columns, cut);
		size_t k = 0;
		while (k < i && strcmp(labels[k].text, labels[i].text))
			k++;
		found += k < i;
	}
	free(labels);
	return found;
}

/* The nearest to the middle that tells the most apart. */
static size_t best_shift(const struct slice *names, size_t count, int columns, struct label_cut *best)
{
	size_t least = alike(names, count, columns, best);
	for (int i = 1; i < 2 * columns && least; i++) {
		struct label_cut cut = {.shift = i % 2 ? -(i + 1) / 2 : i / 2};
		if (columns / 2 + cut.shift < 0 || columns / 2 + cut.shift >= columns)
			continue;
		size_t now = alike(names, count, columns, &cut);
		if (now < least) {
			least = now;
			*best = cut;
		}
	}
	return least;
}

/* Names are made of words and numbers; a part of one would mislead. */
static bool separates(char byte)
{
	return byte && strchr("/_-, :;", byte);
}

static void shorten_shared(struct label_cut *cut, struct slice first, struct slice name)
{
	size_t most = first.length < name.length ? first.length : name.length, same = 0, end = 0;
	while (same < cut->before && same < most && first.data[same] == name.data[same])
		same++;
	while (same && !separates(first.data[same - 1]))
		same--;
	cut->before = same;
	while (end < cut->after && end < most - same &&
	       first.data[first.length - 1 - end] == name.data[name.length - 1 - end])
		end++;
	while (end && !separates(first.data[first.length - end]))
		end--;
	cut->after = end;
}

/* What those share that don't fit, up to where a word ends. */
static struct label_cut shared(const struct slice *names, size_t count, int columns)
{
	struct label_cut cut = {0};
	const struct slice *first = NULL;
	for (size_t i = 0; i < count; i++) {
		struct label whole;
		label_name(&whole, names[i], LABEL_SIZE);
		if (whole.width <= columns)
			continue;
		if (first)
			shorten_shared(&cut, *first, names[i]);
		else
			cut.before = cut.after = (first = &names[i])->length;
	}
	return cut;
}

struct label_cut label_cut_apart(const struct slice *names, size_t count, int columns)
{
	struct label_cut best = {0};
	size_t least = best_shift(names, count, columns, &best);
	struct label_cut own = least ? shared(names, count, columns) : best;
	return least && alike(names, count, columns, &own) < least ? own : best;
}

void label_format(struct label *label, const char *format, ...)
{
	char text[LABEL_SIZE];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	keep(label, slice_of(text));
}

void label_clean_format(struct label *label, const char *format, va_list arguments)
{
	char text[LABEL_SIZE];
	vsnprintf(text, sizeof text, format, arguments);
	label_set(label, slice_of(text), LABEL_SIZE, TEXT_CUT_END);
}

void label_time(struct label *label, picoseconds time)
{
	struct str text = {0};
	picoseconds_short(&text, time);
	keep(label, str_slice(&text));
	str_fini(&text);
}

struct slice label_slice(const struct label *label)
{
	return (struct slice){label->text, label->length};
}

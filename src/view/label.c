#include "view/label.h"

#include "base/alloc.h"

#include <stdarg.h>
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

void label_name_head(struct label *label, struct slice name, int columns, int head)
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
	label_name_head(label, name, columns, columns / 2);
}

/* How many of the names, cut so, look like one before them. */
static size_t alike(const struct slice *names, size_t count, int columns, int head)
{
	struct label *labels = xcalloc(count + 1, sizeof *labels);
	size_t found = 0;
	for (size_t i = 0; i < count; i++) {
		label_name_head(&labels[i], names[i], columns, head);
		size_t k = 0;
		while (k < i && strcmp(labels[k].text, labels[i].text))
			k++;
		found += k < i;
	}
	free(labels);
	return found;
}

int label_head_apart(const struct slice *names, size_t count, int columns)
{
	int middle = columns / 2, best = middle;
	size_t least = alike(names, count, columns, middle);
	for (int i = 1; i < 2 * columns && least; i++) {
		int head = i % 2 ? middle - (i + 1) / 2 : middle + i / 2; /* the nearest to the middle first */
		if (head < 0 || head >= columns)
			continue;
		size_t now = alike(names, count, columns, head);
		if (now < least) {
			least = now;
			best = head;
		}
	}
	return best;
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

struct slice label_slice(const struct label *label)
{
	return (struct slice){label->text, label->length};
}

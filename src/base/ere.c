#include "base/ere.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define UNFOLDED 5000 /* characters; what can be left out between them counts by its square in glibc */
#define NESTED 200

/* What was met of a group: all before the last piece, and that piece, which a repeat is for. */
struct group {
	size_t before, last;
};

struct unfolding {
	struct group groups[NESTED + 1];
	size_t depth;
	bool too_much;
};

static void grow(struct unfolding *self, size_t times, size_t more)
{
	struct group *group = &self->groups[self->depth];
	group->last = group->last * times + more; /* both below UNFOLDED */
	self->too_much |= group->last + group->before > UNFOLDED;
}

static void add_piece(struct unfolding *self, size_t size)
{
	struct group *group = &self->groups[self->depth];
	group->before += group->last;
	group->last = size;
	self->too_much |= group->last + group->before > UNFOLDED;
}

static void open_group(struct unfolding *self)
{
	if (self->depth == NESTED)
		self->too_much = true;
	else
		self->groups[++self->depth] = (struct group){0};
}

static void close_group(struct unfolding *self)
{
	const struct group *group = &self->groups[self->depth];
	size_t size = group->before + group->last + 1;
	if (self->depth)
		self->depth--;
	add_piece(self, size);
}

/* Behind "{"; the position behind its "}", or the same where it is no repeat. */
static const char *repeat(struct unfolding *self, const char *at)
{
	const char *end = at + strspn(at, "0123456789,");
	if (*end != '}')
		return at;
	const char *comma = memchr(at, ',', (size_t)(end - at));
	unsigned long least = strtoul(at, NULL, 10), most = comma ? strtoul(comma + 1, NULL, 10) : 0;
	unsigned long times = most > least ? most : least;
	if (times > UNFOLDED)
		self->too_much = true;
	else
		grow(self, times + 1, 1);
	return end + 1;
}

/* Behind "[": the position behind its "]". */
static const char *skip_set(const char *at)
{
	at += *at == '^';
	at += *at == ']';
	while (*at && *at != ']') {
		const char *close = *at == '[' && at[1] && strchr(".:=", at[1]) ? strchr(at + 2, at[1]) : NULL;
		at = close && close[1] == ']' ? close + 2 : at + 1;
	}
	return at + (*at == ']');
}

static const char *take(struct unfolding *self, const char *at)
{
	char byte = *at++;
	switch (byte) {
	case '(': open_group(self); return at;
	case ')': close_group(self); return at;
	case '+': grow(self, 2, 1); return at;
	case '*':
	case '?': grow(self, 1, 1); return at;
	case '{': return repeat(self, at);
	case '[': add_piece(self, 1); return skip_set(at);
	case '\\': add_piece(self, 1); return at + (*at != '\0');
	default: add_piece(self, 1); return at;
	}
}

static bool unfolds_to_too_much(const char *text)
{
	struct unfolding self = {0};
	while (*text && !self.too_much)
		text = take(&self, text);
	return self.too_much;
}

int ere_make(regex_t *out, const char *text, int flags)
{
	return unfolds_to_too_much(text) ? REG_ESPACE : regcomp(out, text, REG_EXTENDED | flags);
}

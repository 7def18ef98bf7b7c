#include "model/formula.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

static struct slice trim(struct slice text)
{
	while (text.length && text.data[0] == ' ')
		text = slice_make(text.data + 1, text.length - 1);
	while (text.length && text.data[text.length - 1] == ' ')
		text.length--;
	return text;
}

static char *copy(struct slice text)
{
	return xmemdup0(text.data, text.length);
}

/* ---- One ------------------------------------------------------------------------- */

/* "A OP B"; false when OP is not in it, or A or B is nothing. */
static bool parse_pair(struct formula *out, const char *text, const char *operator, enum formula_rule rule)
{
	const char *at = strstr(text, operator);
	if (!at)
		return false;
	struct slice a = trim(slice_make(text, (size_t)(at - text))), b = trim(slice_of(at + strlen(operator)));
	if (!a.length || !b.length)
		return false;
	*out = (struct formula){.rule = rule, .a = copy(a), .b = copy(b)};
	return true;
}

static bool ends_with(struct slice text, const char *end)
{
	size_t length = strlen(end);
	return text.length >= length && !memcmp(text.data + text.length - length, end, length);
}

/* "rate(A)", "rate(A, s)" */
static bool parse_rate(struct formula *out, const char *text)
{
	struct slice whole = trim(slice_of(text));
	if (whole.length < 7 || memcmp(whole.data, "rate(", 5) || !ends_with(whole, ")"))
		return false;
	struct slice a = trim(slice_make(whole.data + 5, whole.length - 6));
	bool seconds = ends_with(a, ", s") || ends_with(a, ",s");
	if (seconds)
		a = trim(slice_make(a.data, a.length - (ends_with(a, ", s") ? 3 : 2)));
	if (!a.length)
		return false;
	*out = (struct formula){.rule = seconds ? FORMULA_RATE_SECONDS : FORMULA_RATE, .a = copy(a)};
	return true;
}

static char *tag_of(struct slice name)
{
	struct str tag = {0};
	str_append_text(&tag, FORMULA_GROUP);
	str_append_slice(&tag, name);
	char *text = copy(str_slice(&tag));
	str_fini(&tag);
	return text;
}

bool formula_parse(struct formula *out, const char *text)
{
	const char *equals = strstr(text, " = ");
	struct slice name = trim(slice_make(text, equals ? (size_t)(equals - text) : 0));
	if (!name.length || name.length > FORMULA_NAME)
		return false;
	const char *rule = equals + strlen(" = ");
	if (!parse_rate(out, rule) && !parse_pair(out, rule, " / ", FORMULA_RATIO) &&
	    !parse_pair(out, rule, " - ", FORMULA_DIFFERENCE))
		return false;
	out->tag = tag_of(name);
	return true;
}

void formula_say(const struct formula *formula, struct str *out)
{
	switch (formula->rule) {
	case FORMULA_RATIO: str_printf(out, "%s / %s", formula->a, formula->b); break;
	case FORMULA_DIFFERENCE: str_printf(out, "%s - %s", formula->a, formula->b); break;
	case FORMULA_RATE: str_printf(out, "rate(%s)", formula->a); break;
	case FORMULA_RATE_SECONDS: str_printf(out, "rate(%s, s)", formula->a); break;
	}
}

void formula_write(const struct formula *formula, struct str *out)
{
	str_printf(out, "%s = ", formula->tag + strlen(FORMULA_GROUP));
	formula_say(formula, out);
}

void formula_say_none(const struct formula *formula, struct str *out)
{
	if (formula->b)
		str_printf(out, "no step has both %s and %s", formula->a, formula->b);
	else
		str_printf(out, "%s has no two points to tell a rate from", formula->a);
}

bool formula_equal(const struct formula *a, const struct formula *b)
{
	return a->rule == b->rule && !strcmp(a->tag, b->tag) && !strcmp(a->a, b->a) &&
	       (!a->b || !strcmp(a->b, b->b));
}

void formula_copy(struct formula *out, const struct formula *from)
{
	*out = (struct formula){from->rule, xstrdup(from->tag), xstrdup(from->a), from->b ? xstrdup(from->b) : NULL};
}

void formula_fini(struct formula *formula)
{
	free(formula->tag);
	free(formula->a);
	free(formula->b);
	*formula = (struct formula){0};
}

/* ---- All ------------------------------------------------------------------------- */

static size_t find(const struct formulas *formulas, struct slice tag)
{
	size_t i = 0;
	while (i < formulas->count && !slice_equal(slice_of(formulas->items[i].tag), tag))
		i++;
	return i;
}

const struct formula *formulas_find(const struct formulas *formulas, struct slice tag)
{
	size_t at = find(formulas, tag);
	return at < formulas->count ? &formulas->items[at] : NULL;
}

static bool take_away(struct formulas *formulas, struct slice name)
{
	char *tag = tag_of(name);
	size_t at = find(formulas, slice_of(tag));
	free(tag);
	if (at == formulas->count)
		return false;
	formula_fini(&formulas->items[at]);
	memmove(&formulas->items[at], &formulas->items[at + 1], (--formulas->count - at) * sizeof *formulas->items);
	return true;
}

bool formulas_set(struct formulas *formulas, const char *text)
{
	struct formula made;
	struct slice whole = trim(slice_of(text));
	if (!strstr(text, " = ") && ends_with(whole, " off"))
		return take_away(formulas, trim(slice_make(whole.data, whole.length - 4)));
	if (!formula_parse(&made, text))
		return false;
	size_t at = find(formulas, slice_of(made.tag));
	if (at == FORMULAS) {
		formula_fini(&made);
		return false;
	}
	if (at == formulas->count)
		formulas->count++;
	else
		formula_fini(&formulas->items[at]);
	formulas->items[at] = made;
	return true;
}

void formulas_copy(struct formulas *out, const struct formulas *from)
{
	out->count = from->count;
	for (size_t i = 0; i < from->count; i++)
		formula_copy(&out->items[i], &from->items[i]);
}

void formulas_fini(struct formulas *formulas)
{
	for (size_t i = 0; i < formulas->count; i++)
		formula_fini(&formulas->items[i]);
	*formulas = (struct formulas){0};
}

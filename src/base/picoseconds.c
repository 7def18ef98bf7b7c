#include "base/picoseconds.h"

#include <string.h>

#define MICROS_DIGITS 6     /* a microsecond has 10^6 picoseconds */
#define EXPONENT_MOST 10000 /* beyond it no number of ours is anything but 0 or too large */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* A decimal: its digits without the point, times ten to the power `exponent`. */
struct decimal {
	bool negative;
	const char *at, *end; /* its digits, and a point among them */
	int64_t exponent;
};

static int64_t parse_exponent(const char *at, const char *end)
{
	bool negative = at < end && *at == '-';
	int64_t exponent = 0;
	for (at += at < end && (*at == '-' || *at == '+'); at < end && is_digit(*at); at++)
		exponent = exponent < EXPONENT_MOST ? exponent * 10 + (*at - '0') : EXPONENT_MOST;
	return negative ? -exponent : exponent;
}

static bool parse_decimal(struct slice number, struct decimal *out)
{
	const char *at = number.data, *end = at + number.length;
	*out = (struct decimal){.negative = number.length && *at == '-'};
	at += out->negative;
	out->at = at;
	int64_t fraction = 0;
	bool point = false, any = false;
	for (; at < end && (is_digit(*at) || (*at == '.' && !point)); at++) {
		any |= is_digit(*at);
		fraction += point;
		point |= *at == '.';
	}
	out->end = at;
	if (at < end && (*at == 'e' || *at == 'E'))
		out->exponent = parse_exponent(at + 1, end);
	else if (at < end)
		return false;
	out->exponent -= fraction;
	return any;
}

/* The digits from `at` on as parts of one: 0 none, 1 below a half, 2 a half, 3 above. */
static int rest_of(const char *at, const char *end)
{
	int first = -1;
	bool more = false;
	for (; at < end; at++) {
		if (*at == '.')
			continue;
		if (first < 0)
			first = *at - '0';
		else
			more |= *at != '0';
	}
	if (first < 5)
		return first > 0 || more;
	return first > 5 || more ? 3 : 2;
}

/* Digits before the place of the unit; those behind it are not taken. False when there are too many. */
static bool whole_part(const struct decimal *decimal, int64_t digits, picoseconds *out, const char **rest)
{
	const char *at = decimal->at;
	*out = 0;
	for (; at < decimal->end && digits > 0; at++) {
		if (*at == '.')
			continue;
		*out = *out * 10 + (*at - '0');
		digits--;
		if (*out > PICOSECONDS_MOST)
			return false;
	}
	*rest = at;
	for (; digits > 0 && *out; digits--) {
		*out *= 10;
		if (*out > PICOSECONDS_MOST)
			return false;
	}
	return true;
}

bool picoseconds_of_micros(struct slice number, picoseconds *out)
{
	struct decimal decimal;
	const char *rest;
	if (!number.length || !parse_decimal(number, &decimal))
		return false;
	int64_t digits = decimal.end - decimal.at;
	digits -= memchr(decimal.at, '.', (size_t)digits) != NULL;
	digits += decimal.exponent + MICROS_DIGITS; /* those before the place of the picosecond */
	if (!whole_part(&decimal, digits, out, &rest))
		return false;
	int part = digits < 0 ? 0 : rest_of(rest, decimal.end);
	*out += part >= (decimal.negative ? 3 : 2);
	if (decimal.negative)
		*out = -*out;
	return true;
}

void picoseconds_append(struct str *out, picoseconds time)
{
	char digits[48], *at = digits + sizeof digits;
	bool negative = time < 0;
	for (; time; time /= 10)
		*--at = (char)('0' + (negative ? -(int)(time % 10) : (int)(time % 10)));
	if (at == digits + sizeof digits)
		*--at = '0';
	if (negative)
		*--at = '-';
	str_append(out, at, (size_t)(digits + sizeof digits - at));
}

void picoseconds_short(struct str *out, picoseconds time)
{
	static const char *const units[] = {"ps", "ns", "µs", "ms", "s"};
	size_t unit = 0;
	double value = (double)time;
	if (!time) {
		str_append_char(out, '0');
		return;
	}
	for (; unit < 4 && (value >= 999.95 || value <= -999.95); unit++)
		value /= 1000;
	double size = value < 0 ? -value : value;
	int decimals = !unit || size >= 999.95 ? 0 : size >= 99.995 ? 1 : size >= 9.9995 ? 2 : 3;
	str_printf(out, "%.*f %s", decimals, value, units[unit]);
}

#include "base/number.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static size_t put(char *out, const char *text)
{
	size_t length = strlen(text);
	memcpy(out, text, length + 1);
	return length;
}

static size_t put_unsigned(char *out, uint64_t value)
{
	char digits[20];
	size_t count = 0;
	do
		digits[count++] = (char)('0' + value % 10);
	while (value /= 10);
	for (size_t i = 0; i < count; i++)
		out[i] = digits[count - 1 - i];
	out[count] = '\0';
	return count;
}

/* whole.fraction with `places` digits after the point, of which trailing zeros are left out. */
static size_t put_decimal(char *out, uint64_t whole, uint64_t fraction, int places)
{
	size_t length = put_unsigned(out, whole);
	if (!fraction)
		return length;
	for (; fraction % 10 == 0; places--)
		fraction /= 10;
	out[length] = '.';
	for (int i = places; i > 0; i--, fraction /= 10)
		out[length + (size_t)i] = (char)('0' + fraction % 10);
	length += 1 + (size_t)places;
	out[length] = '\0';
	return length;
}

/* ---- Shortest decimals ------------------------------------------------------ */

static const double powers[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13};

/* Integers that the type holds one by one: no decimal with fewer digits lies within half a unit. 0 if it is none. */
static size_t put_integer(char *out, double value, double limit)
{
	double magnitude = fabs(value);
	if (!(magnitude < limit) || floor(magnitude) != magnitude)
		return 0;
	if (value == 0)
		return put(out, signbit(value) ? "-0.0" : "0");
	*out = '-';
	size_t sign = value < 0;
	return sign + put_unsigned(out + sign, (uint64_t)magnitude);
}

static size_t put_non_finite(char *out, double value)
{
	return put(out, isnan(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
}

/*
 * Wall times of our days, 2^30 <= value < 2^31: doubles are 2^-22 apart there.
 * The fraction is k / 2^22, so all is exact in integers: a decimal d / 10^p
 * reads back when |d 2^22 - k 10^p| < 10^p / 2 (a tie can't be: it takes more
 * decimals). Six places are wider apart than doubles, so at most one fits, and
 * with the fewest digits once its zeros are gone; seven places always do.
 */
static size_t put_wall_time(char *out, double value)
{
	uint64_t whole = (uint64_t)value;
	uint64_t k = (uint64_t)((value - (double)whole) * 4194304.0);
	uint64_t power = 1000000;
	for (int places = 6;; places++, power *= 10) {
		uint64_t d = (k * power + (1u << 21)) >> 22;
		uint64_t there = d << 22, here = k * power;
		uint64_t apart = there > here ? there - here : here - there;
		if (2 * apart < power || places == 7)
			return put_decimal(out, whole, d, places);
	}
}

/*
 * A 4-byte float by the arithmetic of doubles: the nearest decimal of n digits
 * is the one to try, for n from few to many, and it reads back when it is less
 * than half a unit of the float away. Returns 0 where that can't be told for
 * sure: too near to the half, or a power of two, whose units differ.
 */
static size_t put_float(char *out, float value)
{
	double magnitude = fabs((double)value);
	if (magnitude < 1e-4 || magnitude >= 1e7)
		return 0;
	int exponent;
	if (frexp(magnitude, &exponent) == 0.5)
		return 0;
	double half = ldexp(1.0, exponent - FLT_MANT_DIG - 1);
	int first = magnitude >= 1 ? 1 : (int)ceil(-log10(magnitude));
	for (int places = first; places <= first + FLT_DECIMAL_DIG && places <= 13; places++) {
		double digits = nearbyint(magnitude * powers[places]);
		double apart = fabs(digits / powers[places] - magnitude);
		if (fabs(apart - half) < half * 1e-6)
			return 0;
		if (apart < half) {
			uint64_t d = (uint64_t)digits, power = (uint64_t)powers[places];
			size_t sign = value < 0;
			*out = '-';
			return sign + put_decimal(out + sign, d / power, d % power, places);
		}
	}
	return 0;
}

size_t number_shortest_float(char *out, float value)
{
	if (!isfinite(value))
		return put_non_finite(out, value);
	size_t length = put_integer(out, value, 16777216.0);
	if (!length)
		length = put_float(out, value);
	if (length)
		return length;
	/* Each decimal of FLT_DIG digits survives a normal float, so no fewer need to be tried. */
	int digits = fabsf(value) < FLT_MIN ? 1 : FLT_DIG;
	for (;; digits++) {
		length = (size_t)snprintf(out, NUMBER_SIZE, "%.*g", digits, (double)value);
		if (digits >= FLT_DECIMAL_DIG || strtof(out, NULL) == value)
			return length;
	}
}

size_t number_shortest_double(char *out, double value)
{
	if (!isfinite(value))
		return put_non_finite(out, value);
	size_t length = put_integer(out, value, 9007199254740992.0);
	if (length)
		return length;
	if (value >= 1073741824.0 && value < 2147483648.0)
		return put_wall_time(out, value);
	int digits = fabs(value) < DBL_MIN ? 1 : DBL_DIG;
	for (;; digits++) {
		length = (size_t)snprintf(out, NUMBER_SIZE, "%.*g", digits, value);
		if (digits >= DBL_DECIMAL_DIG || strtod(out, NULL) == value)
			return length;
	}
}

/* ---- For people --------------------------------------------------------------- */

/* A magnitude rounded to decimal digits: 0.d1 d2 … times ten to the `point`. */
struct decimal {
	char digits[20]; /* without trailing zeros, at least one */
	int count, point;
};

static struct decimal decimal_of(double magnitude, int digits)
{
	struct decimal decimal = {0};
	char text[NUMBER_SIZE];
	snprintf(text, sizeof text, "%.*e", digits - 1, magnitude);
	for (const char *c = text; *c != 'e'; c++)
		if (*c != '.')
			decimal.digits[decimal.count++] = *c;
	decimal.point = atoi(strchr(text, 'e') + 1) + 1;
	while (decimal.count > 1 && decimal.digits[decimal.count - 1] == '0')
		decimal.count--;
	return decimal;
}

/* The digits with the point after `whole` of them (zeros where there are none). */
static size_t put_digits(char *out, const struct decimal *decimal, int whole)
{
	size_t length = 0;
	if (whole <= 0)
		out[length++] = '0';
	for (int i = whole < 0 ? whole : 0; i < whole || i < decimal->count; i++) {
		if (i == whole)
			out[length++] = '.';
		out[length++] = i >= 0 && i < decimal->count ? decimal->digits[i] : '0';
	}
	out[length] = '\0';
	return length;
}

static size_t put_exponent(char *out, const struct decimal *decimal)
{
	size_t length = put_digits(out, decimal, 1);
	return length + (size_t)snprintf(out + length, NUMBER_SIZE - length, "e%d", decimal->point - 1);
}

size_t number_short(char *out, double value, int digits)
{
	static const char suffixes[] = "\0kMGTPE";
	if (isnan(value))
		return put(out, "NaN");
	if (isinf(value))
		return put(out, value > 0 ? "inf" : "-inf");
	if (value == 0)
		return put(out, "0");
	digits = digits < 1 ? 1 : digits > 15 ? 15 : digits;
	struct decimal decimal = decimal_of(fabs(value), digits);
	size_t sign = value < 0, length;
	*out = '-';
	if (decimal.point < -2 || decimal.point > 21)
		return sign + put_exponent(out + sign, &decimal);
	int group = decimal.point > 3 ? (decimal.point - 1) / 3 : 0;
	length = sign + put_digits(out + sign, &decimal, decimal.point - 3 * group);
	if (group) {
		out[length++] = suffixes[group];
		out[length] = '\0';
	}
	return length;
}

size_t number_change(char *out, double value, int digits)
{
	*out = '+';
	return value > 0 ? 1 + number_short(out + 1, value, digits) : number_short(out, value, digits);
}

size_t number_count(char *out, int64_t value)
{
	if (value > -1000 && value < 1000)
		return (size_t)snprintf(out, NUMBER_SIZE, "%d", (int)value);
	struct decimal decimal = decimal_of(fabs((double)value), 15);
	int whole = (decimal.point - 1) % 3 + 1;
	return number_short(out, (double)value, whole < 2 ? 2 : whole);
}

size_t number_whole(char *out, int64_t value)
{
	size_t sign = value < 0;
	out[0] = '-';
	return sign + put_unsigned(out + sign, value < 0 ? 0 - (uint64_t)value : (uint64_t)value);
}

size_t number_grouped(char *out, int64_t value)
{
	char digits[NUMBER_SIZE];
	size_t count = put_unsigned(digits, value < 0 ? 0 - (uint64_t)value : (uint64_t)value), length = 0;
	if (value < 0)
		out[length++] = '-';
	for (size_t i = 0; i < count; i++) {
		if (i && (count - i) % 3 == 0)
			out[length++] = ' ';
		out[length++] = digits[i];
	}
	out[length] = '\0';
	return length;
}

size_t number_bytes(char *out, uint64_t bytes)
{
	static const char *const units[] = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
	if (bytes < 1024)
		return (size_t)snprintf(out, NUMBER_SIZE, "%d B", (int)bytes);
	double value = (double)bytes / 1024;
	size_t unit = 0;
	for (; value >= 1023.5 && unit + 1 < sizeof units / sizeof *units; unit++)
		value /= 1024;
	return (size_t)snprintf(out, NUMBER_SIZE, "%.*f %s", value < 9.95 ? 1 : 0, value, units[unit]);
}

#define MINUTE 60
#define HOUR 3600
#define DAY 86400
#define YEAR 31557600.0 /* Julian */

static size_t put_long_duration(char *out, uint64_t seconds)
{
	unsigned minutes = (unsigned)(seconds / MINUTE % 60), hours = (unsigned)(seconds / HOUR % 24);
	uint64_t days = seconds / DAY;
	if (seconds < 10 * MINUTE && seconds % MINUTE)
		return (size_t)snprintf(out, NUMBER_SIZE, "%um%02u", minutes, (unsigned)(seconds % MINUTE));
	if (seconds < HOUR)
		return (size_t)snprintf(out, NUMBER_SIZE, "%um", minutes);
	if (seconds < DAY)
		return (size_t)snprintf(out, NUMBER_SIZE, "%uh%02u", hours, minutes);
	if (days < 100)
		return (size_t)snprintf(out, NUMBER_SIZE, "%ud%uh", (unsigned)days, hours);
	if (days < 100000)
		return (size_t)snprintf(out, NUMBER_SIZE, "%ud", (unsigned)days);
	return put(out, ">99kd");
}

size_t number_duration(char *out, double seconds)
{
	return number_duration_fine(out, seconds, 0);
}

size_t number_duration_fine(char *out, double seconds, int digits)
{
	if (isnan(seconds))
		return put(out, "—");
	if (isinf(seconds))
		return put(out, seconds > 0 ? "inf" : "-inf");
	size_t sign = seconds < 0;
	*out = '-';
	out += sign;
	seconds = fabs(seconds);
	if (seconds >= (digits > 0 ? 10 * MINUTE : 59.5))
		return sign + put_long_duration(out, seconds < 1e10 ? (uint64_t)(seconds + 0.5) : UINT64_MAX);
	if (seconds == 0)
		return sign + put(out, "0s");
	if (seconds < 0.5e-10)
		return sign + put(out, "<0.1ns");
	double scale = seconds < 0.9995e-6 ? 1e9 : seconds < 0.9995e-3 ? 1e6 : seconds < 0.9995 ? 1e3 : 1;
	const char *unit = scale == 1e9 ? "ns" : scale == 1e6 ? "µs" : scale == 1e3 ? "ms" : "s";
	double value = seconds * scale;
	return sign + (size_t)snprintf(out, NUMBER_SIZE - 1, "%.*f%s", (value < 9.95) + digits, value, unit);
}

static size_t put_age(char *out, uint64_t count, char unit)
{
	size_t length = put_unsigned(out, count);
	out[length] = unit;
	out[length + 1] = '\0';
	return length + 1;
}

size_t number_age(char *out, double seconds)
{
	static const int steps[] = {30, 10, 5, 1};
	if (isnan(seconds))
		return put(out, "—");
	if (!(seconds >= 1))
		return put(out, "<1s");
	if (seconds >= 1000 * YEAR)
		return put(out, ">999y");
	uint64_t whole = (uint64_t)seconds;
	if (whole >= 1000 * DAY)
		return put_age(out, (uint64_t)(seconds / YEAR), 'y');
	if (whole >= DAY)
		return put_age(out, whole / DAY, 'd');
	if (whole >= HOUR)
		return put_age(out, whole / HOUR, 'h');
	if (whole >= MINUTE)
		return put_age(out, whole / MINUTE, 'm');
	size_t i = 0;
	while (whole < (uint64_t)steps[i])
		i++;
	return put_age(out, (uint64_t)steps[i], 's');
}

#define _DEFAULT_SOURCE /* _SC_PHYS_PAGES */
#include "cmd/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define MOST (UINT64_C(8) << 30)

/* The power of 1,024 that a unit stands for, or -1. */
static int power_of(const char *unit)
{
	static const char letters[] = "KMGT";
	if (!*unit || !strcasecmp(unit, "B"))
		return 0;
	const char *letter = strchr(letters, *unit & ~0x20);
	if (!letter || !*letter)
		return -1;
	bool known = !unit[1] || !strcasecmp(unit + 1, "B") || !strcasecmp(unit + 1, "iB");
	return known ? (int)(letter - letters) + 1 : -1;
}

bool memory_parse(const char *text, uint64_t *bytes)
{
	char *end;
	if (*text < '0' || *text > '9')
		return false;
	double value = strtod(text, &end);
	int power = power_of(end + strspn(end, " "));
	if (power < 0)
		return false;
	value = ldexp(value, 10 * power);
	if (!(value >= 1) || value >= 0x1p63)
		return false;
	*bytes = (uint64_t)value;
	return true;
}

uint64_t memory_default(void)
{
	long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
	if (pages <= 0 || size <= 0)
		return MOST;
	uint64_t half = (uint64_t)pages * (uint64_t)size / 2;
	return half < MOST ? half : MOST;
}

#include "write/ticks.h"

#include "base/clock.h"

#if defined(__x86_64__)

#include <cpuid.h>
#include <stdbool.h>

#define POWER_MANAGEMENT 0x80000007u /* leaf of CPUID */
#define INVARIANT_TSC (1u << 8)      /* in EDX: the same rate whatever the core does */

static bool is_even(void)
{
	static signed char known; /* 1, or -1 for not; any thread finds the same */
	signed char even = __atomic_load_n(&known, __ATOMIC_RELAXED);
	unsigned a, b, c, d;
	if (!even) {
		even = __get_cpuid(POWER_MANAGEMENT, &a, &b, &c, &d) && d & INVARIANT_TSC ? 1 : -1;
		__atomic_store_n(&known, even, __ATOMIC_RELAXED);
	}
	return even > 0;
}

uint64_t ticks_now(void)
{
	return is_even() ? __builtin_ia32_rdtsc() : clock_mono();
}

#elif defined(__aarch64__)

uint64_t ticks_now(void)
{
	uint64_t ticks;
	__asm__ volatile("mrs %0, cntvct_el0" : "=r"(ticks));
	return ticks;
}

#else

uint64_t ticks_now(void)
{
	return clock_mono();
}

#endif

/* Of a few tries the one during which least happened. */
struct moment ticks_moment(void)
{
	struct moment best = {0};
	uint64_t least = UINT64_MAX;
	for (int i = 0; i < 8; i++) {
		uint64_t before = ticks_now(), ns = clock_mono(), after = ticks_now();
		if (after - before < least) {
			least = after - before;
			best = (struct moment){before + (after - before) / 2, ns};
		}
	}
	return best;
}

int64_t ticks_ns(uint64_t ticks, const struct moment *from, const struct moment *to)
{
	double passed = (double)(to->ticks - from->ticks);
	return (int64_t)((double)(int64_t)(ticks - from->ticks) * ((double)(to->ns - from->ns) / passed));
}

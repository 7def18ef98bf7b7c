#include "demo/plan.h"

#include <stdio.h>

static const struct plan_setting settings[PLAN_SETTINGS] = {
	{"base", 3e-4, 256, 4, 64, "adamw", 0.1, 1.62, 0.020, 1},
	{"lr1e-3", 1e-3, 256, 4, 64, "adamw", 0.1, 1.93, 0.050, 1},
	{"lr1e-4", 1e-4, 256, 4, 64, "adamw", 0.1, 1.79, 0.018, 1},
	{"wide", 3e-4, 512, 4, 64, "adamw", 0.1, 1.48, 0.018, 1.5},
	{"deep", 3e-4, 256, 8, 64, "adamw", 0.2, 1.54, 0.022, 1.8},
	{"sgd", 1e-2, 256, 4, 64, "sgd", 0.1, 2.16, 0.030, 0.9},
};

static const struct {
	uint64_t setting, seed;
	struct fate fate;
} fates[] = {
	{1, 0, {.nan_at = 1234}},
	{2, 0, {.crash_at = 2350, .resume_from = 2000}},
	{3, 1, {.stall_at = 3120}},
	{0, 2, {.stall_at = 1800}},
	{5, 0, {.stop_at = 3000}},
	{5, 1, {.stop_at = 3600}},
	{5, 2, {.stop_at = 2800}},
};

struct plan plan_of(uint64_t number, uint64_t seed)
{
	struct plan plan = {.setting = &settings[number % PLAN_SETTINGS], .seed = number / PLAN_SETTINGS};
	struct chance chance = chance_of(seed, number);
	for (size_t i = 0; i < sizeof fates / sizeof *fates; i++)
		if (fates[i].setting == number % PLAN_SETTINGS && fates[i].seed == plan.seed)
			plan.fate = fates[i].fate;
	plan.floor = plan.setting->floor + 0.025 * chance_normal(&chance);
	plan.first = number == 0;
	plan.rich = plan.seed == 0;
	snprintf(plan.name, sizeof plan.name, "%s/seed%llu", plan.setting->name, (unsigned long long)plan.seed);
	return plan;
}

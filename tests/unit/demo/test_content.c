/* What a simulated training is made of: chance, curves, pictures, sounds and texts that get better. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "demo/curve.h"
#include "demo/pictures.h"
#include "demo/prose.h"
#include "demo/sounds.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define DRAWS 100000

static void test_chance_is_even_and_normal(void **state)
{
	struct chance chance = chance_of(1, 0);
	double sum = 0, normal = 0, squares = 0;
	for (int i = 0; i < DRAWS; i++) {
		double unit = chance_unit(&chance), drawn = chance_normal(&chance);
		assert_true(unit >= 0 && unit < 1);
		sum += unit;
		normal += drawn;
		squares += drawn * drawn;
	}
	assert_true(fabs(sum / DRAWS - 0.5) < 0.01);
	assert_true(fabs(normal / DRAWS) < 0.02);
	assert_true(fabs(squares / DRAWS - 1) < 0.02);
}

/* Runs that are next to each other, or of seeds that are, have nothing in common. */
static void test_streams_differ(void **state)
{
	for (uint64_t i = 0; i < 50; i++) {
		struct chance one = chance_of(1, i), next = chance_of(1, i + 1), other = chance_of(2, i);
		uint64_t drawn = chance_next(&one);
		assert_true(drawn != chance_next(&next) && drawn != chance_next(&other));
	}
}

static void test_a_learning_rate_rises_and_falls(void **state)
{
	static const int64_t lengths[] = {1, 9, 1000, 20000};
	struct plan plan = plan_of(0, 1);
	double peak = plan.setting->learning_rate;
	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
		double highest = 0;
		for (int64_t step = 0; step <= lengths[i]; step++)
			highest = fmax(highest, curve_learning_rate(&plan, step, lengths[i]));
		assert_true(highest <= peak);
		assert_true(curve_learning_rate(&plan, 0, lengths[i]) == 0);
		assert_true(curve_learning_rate(&plan, lengths[i], lengths[i]) < 1e-9);
	}
	assert_true(fabs(curve_learning_rate(&plan, 500, 20000) / peak - 1) < 0.01); /* warm */
	assert_true(fabs(curve_learning_rate(&plan, 250, 20000) / peak - 0.5) < 0.01);
}

static void test_training_makes_it_better(void **state)
{
	for (uint64_t number = 0; number < PLAN_SETTINGS; number++) {
		struct plan plan = plan_of(number, 1);
		double loss = curve_loss(&plan, 0), quality = -1;
		assert_true(loss > 8 && loss < 11);
		for (int64_t step = 1; step < PLAN_STEPS; step += 37) {
			double now = curve_loss(&plan, step), better = curve_quality(step);
			assert_true(now < loss && now > plan.floor && curve_accuracy(now) > curve_accuracy(loss));
			assert_true(better > quality && better < 1 && curve_gap(step) > 0);
			loss = now;
			quality = better;
		}
	}
}

/* How far neighbours are apart, a pixel: noise. */
static double roughness(const struct drawing *drawing)
{
	double sum = 0;
	size_t count = (size_t)3 * drawing->width * drawing->height;
	for (size_t i = 3; i < count; i++)
		sum += abs(drawing->pixels[i] - drawing->pixels[i - 3]);
	return sum / (double)count;
}

static void test_pictures_come_out_of_noise(void **state)
{
	for (int i = 0; i < PICTURE_LANDSCAPES; i++) {
		struct chance chance = chance_of(1, 0), same = chance_of(1, 0);
		struct drawing noise = draw_landscape(i, 0, &chance), again = draw_landscape(i, 0, &same);
		struct drawing clear = draw_landscape(i, 0.999, &chance);
		assert_int_equal(noise.width, clear.width);
		assert_memory_equal(noise.pixels, again.pixels, (size_t)3 * noise.width * noise.height);
		assert_true(roughness(&noise) > 60 && roughness(&clear) < 12);
		/* The sky has a colour up to its top. */
		for (unsigned x = 0; x < clear.width; x++)
			assert_true(clear.pixels[3 * x + 2] > 10);
		drawing_fini(&noise);
		drawing_fini(&again);
		drawing_fini(&clear);
	}
}

static void test_sounds_stay_in_range(void **state)
{
	static float samples[SOUND_FRAMES], again[SOUND_FRAMES];
	struct chance chance = chance_of(1, 0);
	for (double quality = 0; quality <= 1; quality += 0.25) {
		sound_melody(samples, quality, &chance);
		sound_sweep(again, quality, &chance);
		for (size_t i = 0; i < SOUND_FRAMES; i++)
			assert_true(fabsf(samples[i]) <= 1 && fabsf(again[i]) <= 1);
	}
	sound_melody(samples, 1, &chance);
	sound_melody(again, 1, &chance);
	assert_memory_equal(samples, again, sizeof samples); /* no chance is left in it */
}

static void test_texts_become_legible(void **state)
{
	struct str text = {0};
	struct chance chance = chance_of(1, 0);
	prose_sample(&text, 0.999, &chance);
	assert_true(strstr(str_text(&text), " the ") != NULL);
	str_clear(&text);
	prose_sample(&text, 0, &chance);
	assert_null(strstr(str_text(&text), " nobody "));
	str_clear(&text);
	prose_report(&text, 200, 2, 0.5, 1.75);
	assert_true(strstr(str_text(&text), "0.250 above the best") != NULL);
	str_clear(&text);
	prose_report(&text, 200, 2, 0.5, INFINITY);
	assert_true(strstr(str_text(&text), "the best so far") != NULL);
	str_fini(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_chance_is_even_and_normal), cmocka_unit_test(test_streams_differ),
		cmocka_unit_test(test_a_learning_rate_rises_and_falls), cmocka_unit_test(test_training_makes_it_better),
		cmocka_unit_test(test_pictures_come_out_of_noise), cmocka_unit_test(test_sounds_stay_in_range),
		cmocka_unit_test(test_texts_become_legible)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

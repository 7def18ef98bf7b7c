/*
 * A simulated training that records most kinds, with its validation in a run beside it.
 *
 *     cc kinds.c $(pkg-config --cflags --libs tbtop-record) -lm -o kinds
 *     ./kinds runs/a && tbtop runs
 *
 * A second call goes on where the first one ended: `./kinds runs/a 1000`.
 */
#include <tbtop/record.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STEPS 1000
#define WEIGHTS 5000
#define SIDE 64

static double chance(void)
{
	return rand() / (double)RAND_MAX;
}

static void record_weights(struct tbr_writer *train, int step)
{
	static float weights[WEIGHTS];
	for (int i = 0; i < WEIGHTS; i++)
		weights[i] = (float)((chance() + chance() + chance() - 1.5) * (1 + step * 1e-3));
	tbr_histogram_f32(train, "weights/dense", step, weights, WEIGHTS, 0);
}

static void record_picture(struct tbr_writer *train, int step)
{
	static uint8_t pixels[SIDE][SIDE][3];
	for (int y = 0; y < SIDE; y++)
		for (int x = 0; x < SIDE; x++)
			pixels[y][x][step / 100 % 3] = (uint8_t)(x * y / 16);
	tbr_image(train, "input", step, &pixels[0][0][0], SIDE, SIDE, 3);
}

static void record_settings(struct tbr_writer *train)
{
	static const struct tbr_hparam hparams[] = {
		{.name = "learning_rate", .type = TBR_NUMBER, .number = 3e-4},
		{.name = "optimizer", .type = TBR_STRING, .text = "adam"},
	};
	static const char *const metrics[] = {"loss"};
	tbr_hparams(train, hparams, 2, metrics, 1, NULL);
	tbr_text(train, "notes", 0, "A *simulated* training, as an **example**.");
}

/* What fails is told by what writes the file: tbr_flush, tbr_sync, tbr_close. */
static int record(struct tbr_writer *train, struct tbr_writer *validation, int first)
{
	record_settings(train);
	for (int step = first; step < first + STEPS; step++) {
		double loss = exp(-step / 400.0);
		tbr_scalar(train, "loss", step, (float)(loss + 0.05 * chance()));
		if (step % 50 == 0)
			tbr_scalar(validation, "loss", step, (float)(loss + 0.1));
		if (step % 100 == 0) {
			record_weights(train, step);
			record_picture(train, step);
		}
	}
	tbr_hparams_end(train, TBR_SUCCESS);
	return tbr_sync(train); /* before it is told that all is well */
}

int main(int argc, char **argv)
{
	char path[1024];
	int first = argc > 2 ? atoi(argv[2]) : 0, error;
	struct tbr_options options = {.flush_seconds = 1, .resume = first > 0, .start_step = first};
	struct tbr_writer *train = NULL, *validation = NULL;
	if (argc < 2)
		return 2;
	snprintf(path, sizeof path, "%s/validation", argv[1]);
	error = tbr_open(&train, argv[1], &options);
	if (!error)
		error = tbr_open(&validation, path, &options);
	if (!error)
		error = record(train, validation, first);
	int closed = tbr_close(validation);
	error = error ? error : closed;
	closed = tbr_close(train);
	error = error ? error : closed;
	if (error)
		fprintf(stderr, "%s: %s\n", argv[1], strerror(-error));
	return error != 0;
}

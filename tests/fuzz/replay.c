/* Runs a fuzz target over the files of a directory: `fuzz_TARGET CORPUS`. */
#include "fuzz/target.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

static int replay(const char *folder, const char *name)
{
	char path[4096];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	FILE *file = fopen(path, "rb");
	if (!file) {
		perror(path);
		return -1;
	}
	fseek(file, 0, SEEK_END);
	size_t length = (size_t)ftell(file);
	rewind(file);
	uint8_t *bytes = malloc(length ? length : 1);
	int bad = !bytes || fread(bytes, 1, length, file) != length;
	if (!bad)
		LLVMFuzzerTestOneInput(bytes, length);
	free(bytes);
	fclose(file);
	return bad ? -1 : 0;
}

int main(int argc, char **argv)
{
	DIR *folder = argc == 2 ? opendir(argv[1]) : NULL;
	if (!folder) {
		fprintf(stderr, "usage: %s CORPUS (a directory that can be read)\n", argv[0]);
		return EXIT_FAILURE;
	}
	int count = 0;
	struct dirent *entry;
	while ((entry = readdir(folder))) {
		if (entry->d_name[0] == '.')
			continue;
		if (replay(argv[1], entry->d_name))
			return EXIT_FAILURE;
		count++;
	}
	closedir(folder);
	printf("%d inputs\n", count);
	return count ? EXIT_SUCCESS : EXIT_FAILURE;
}

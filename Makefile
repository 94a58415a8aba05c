# Two words for a newcomer: `make run` and `make check`. They install the Debian packages that are
# missing and call meson, which knows everything else.
BUILD ?= build
FUZZ_SECONDS ?= 600

.PHONY: all run check bench fuzz flatpak clean packages

all: packages $(BUILD)/build.ninja
	ninja -C $(BUILD)

packages:
	@.ci/install-packages run

# The prefix lies in the build folder: `make run` starts what it installed there, with its translations,
# icons and service files in their places, and touches nothing else on the machine.
$(BUILD)/build.ninja: | packages
	meson setup --prefix="$(CURDIR)/$(BUILD)/root" $(BUILD)

run: all
	@meson install -C $(BUILD) --quiet --no-rebuild
	@.ci/start $(BUILD)/root

check: check-packages all
	@.ci/check $(BUILD)

.PHONY: check-packages
check-packages:
	@.ci/install-packages check

bench: check-packages all
	meson test -C $(BUILD) --benchmark --verbose --num-processes 1

fuzz:
	@.ci/install-packages fuzz
	@.ci/fuzz $(FUZZ_SECONDS)

flatpak:
	@.ci/install-packages flatpak
	@flatpak/build

clean:
	rm -rf $(BUILD) build-fuzz

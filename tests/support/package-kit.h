/* package-kit.h: a PackageKit of our own on a bus of our own, well behaved and otherwise. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What the service does when it is asked. */
typedef enum
{
  INGAM_TEST_PACKAGE_KIT_BEHAVES, /* three updates, two of them for security, one held back */
  INGAM_TEST_PACKAGE_KIT_HAS_NONE,
  INGAM_TEST_PACKAGE_KIT_NEVER_ANSWERS,  /* not even the first call */
  INGAM_TEST_PACKAGE_KIT_NEVER_FINISHES, /* takes the question and is silent from then on */
  INGAM_TEST_PACKAGE_KIT_FAILS,          /* says that it could not */
  INGAM_TEST_PACKAGE_KIT_REFUSES_HINTS,
  INGAM_TEST_PACKAGE_KIT_GOES_AWAY, /* the transaction ends without a word */
} IngamTestPackageKitManner;

typedef struct
{
  GDBusConnection *bus; /* owned */
  GDBusNodeInfo *node;  /* owned */
  IngamTestPackageKitManner manner;
  gboolean forbids_network; /* as the hints said */
  guint n_questions;
  guint n_cancels;
} IngamTestPackageKit;

/* @address: of the bus. It answers in the main context of the caller. */
IngamTestPackageKit *ingam_test_package_kit_new (const char *address,
                                                 IngamTestPackageKitManner manner);
void ingam_test_package_kit_free (IngamTestPackageKit *self);

GDBusConnection *ingam_test_package_kit_connect (const char *address);

G_END_DECLS

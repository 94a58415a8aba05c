/* section-model.h: credentials with headings between them; a section can be folded. */
#pragma once

#include "app/list/list-model.h"

G_BEGIN_DECLS

/* A heading is an item of the model like any other. Signal "changed": its number or fold did. */
#define INGAM_TYPE_SECTION (ingam_section_get_type ())
G_DECLARE_FINAL_TYPE (IngamSection, ingam_section, INGAM, SECTION, GObject)

const char *ingam_section_get_title (IngamSection *self); /* plain text */
guint ingam_section_get_n_items (IngamSection *self);
gboolean ingam_section_get_folded (IngamSection *self);
/* "Past Certificates, 2, folded": what a screen reader says. */
char *ingam_section_dup_summary (IngamSection *self);

#define INGAM_TYPE_SECTION_MODEL (ingam_section_model_get_type ())
G_DECLARE_FINAL_TYPE (IngamSectionModel, ingam_section_model, INGAM, SECTION_MODEL, GObject)

/* A GListModel of IngamSection and IngamCredential over the rows of @model, by its order: by
 * urgency or by holder. What is past is folded, unless there is nothing else or something is
 * searched for. With one section only, there is no heading. */
IngamSectionModel *ingam_section_model_new (IngamListModel *model);

/* Tells of no more than this many positions: a list view gets those ready that it is given, long
 * before they are seen. G_MAXUINT, as at first: of all. Finding one beyond it lifts it. */
void ingam_section_model_set_limit (IngamSectionModel *self, guint limit);

/* Folds or unfolds the section at @position; nothing when there is a credential. */
void ingam_section_model_toggle (IngamSectionModel *self, guint position);

/* The position of a credential by fingerprint; unfolds its section. GTK_INVALID_LIST_POSITION when
 * it is not among the rows. */
guint ingam_section_model_find (IngamSectionModel *self, const char *id);

G_END_DECLS

/* Renders a table of sections: a group with a title for each, and in it rows by the section's form.
 *
 * One page for all topics: what differs between them is words, and those are in guide-text.
 */
#include "config.h"

#include "app/guide/guide-page.h"

#include "app/guide/guide-contacts.h"
#include "app/guide/guide-row.h"
#include "app/widgets/children.h"
#include "app/widgets/finish.h"
#include "app/widgets/phrases.h"
#include "core/base/clock.h"

#include <glib/gi18n.h>

#define DAY (24 * 60 * 60)

struct _IngamGuidePage
{
  GtkWidget parent_instance;

  IngamCredential *credential; /* owned; NULL for any */

  /* Template children */
  GtkWidget *import_box;
  GtkLabel *lead_label;
  GtkBox *section_box;
  GtkLabel *title_label;
};

G_DEFINE_FINAL_TYPE (IngamGuidePage, ingam_guide_page, GTK_TYPE_WIDGET)

/* --- sections without items --- */

static char *
dup_state_sentence (IngamCredential *credential, gint64 now)
{
  gint64 until = ingam_credential_get_not_after (credential);
  g_autofree char *last = ingam_phrase_dup_date (until);
  g_autofree char *first = ingam_phrase_dup_date (until - (gint64) INGAM_RENEWAL_DAYS * DAY);

  if (ingam_credential_get_superseded_by (credential) != NULL)
    return g_strdup (_ ("A newer certificate has taken its place. There is nothing to do here."));
  switch (ingam_credential_get_state (credential, now))
    {
    case INGAM_STATE_EXPIRED:
      return g_strdup (_ ("It cannot be renewed any more. A new one has to be issued."));
    case INGAM_STATE_RENEWABLE:
      return g_strdup_printf (
          _ ("It can be renewed until %s. After that, a new one has to be issued."), last);
    case INGAM_STATE_NOT_YET_VALID:
    case INGAM_STATE_VALID:
    default:
      /* Translators: two days, the first and the last one */
      return g_strdup_printf (_ ("It can be renewed from %s until %s."), first, last);
    }
}

static GtkWidget *
new_state (IngamGuidePage *self)
{
  GtkWidget *group;
  g_autofree char *title = NULL;
  g_autofree char *sentence = NULL;

  if (self->credential == NULL)
    return NULL;
  group = adw_preferences_group_new ();
  title = ingam_phrase_dup_short_title (self->credential);
  sentence = dup_state_sentence (self->credential, ingam_clock_now ());
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                             ingam_guide_row_new_for_words (title, sentence));
  return group;
}

static GtkWidget *
new_authority (IngamGuidePage *self)
{
  return ingam_guide_contacts_new (
      self->credential == NULL ? NULL : ingam_credential_get_authority (self->credential));
}

/* --- items, by form --- */

static GtkWidget *
new_step (const IngamGuideItem *item, guint number)
{
  return ingam_guide_row_new (item, number);
}

static GtkWidget *
new_point (const IngamGuideItem *item, guint number)
{
  return ingam_guide_row_new (item, 0);
}

static GtkWidget *
new_answer (const IngamGuideItem *item, guint number)
{
  GtkWidget *row = g_object_new (ADW_TYPE_EXPANDER_ROW, "use-markup", FALSE, "title",
                                 gettext (item->title), NULL);

  adw_expander_row_add_row (ADW_EXPANDER_ROW (row), ingam_guide_row_new_for_answer (item));
  return row;
}

static GtkWidget *
new_link (const IngamGuideItem *item, guint number)
{
  const IngamGuideText *text = ingam_guide_text_get (item->topic);
  GtkWidget *row =
      g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", FALSE, "title", gettext (text->title),
                    "subtitle", gettext (text->summary), "activatable", TRUE, NULL);
  const char *const icons[] = { text->icon, "go-next-symbolic" };

  for (guint i = 0; i < G_N_ELEMENTS (icons); i++)
    {
      GtkWidget *image = g_object_new (GTK_TYPE_IMAGE, "icon-name", icons[i], "accessible-role",
                                       GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);

      if (i == 0)
        adw_action_row_add_prefix (ADW_ACTION_ROW (row), image);
      else
        adw_action_row_add_suffix (ADW_ACTION_ROW (row), image);
    }
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", text->word);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "guide.show");
  return row;
}

static const struct
{
  GtkWidget *(*new_item) (const IngamGuideItem *item, guint number); /* numbers are from 1 */
  GtkWidget *(*new_group) (IngamGuidePage *self); /* instead of items; NULL when not to be shown */
} forms[] = {
  [INGAM_GUIDE_STEPS] = { new_step, NULL },          [INGAM_GUIDE_POINTS] = { new_point, NULL },
  [INGAM_GUIDE_ANSWERS] = { new_answer, NULL },      [INGAM_GUIDE_LINKS] = { new_link, NULL },
  [INGAM_GUIDE_AUTHORITY] = { NULL, new_authority }, [INGAM_GUIDE_STATE] = { NULL, new_state },
};

static GtkWidget *
new_items (const IngamGuideSection *section)
{
  GtkWidget *group = adw_preferences_group_new ();

  for (guint i = 0; section->items[i].title != NULL || section->items[i].topic != 0; i++)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                               forms[section->form].new_item (&section->items[i], i + 1));
  return group;
}

/* Not the group's own title, which is cut where there is no room for it. */
static void
add_heading (IngamGuidePage *self, const char *title, GtkWidget *group)
{
  GtkWidget *label =
      g_object_new (GTK_TYPE_LABEL, "label", title, "xalign", 0.0, "wrap", TRUE, "wrap-mode",
                    PANGO_WRAP_WORD_CHAR, "accessible-role", GTK_ACCESSIBLE_ROLE_HEADING, NULL);

  gtk_widget_add_css_class (label, "heading");
  gtk_widget_add_css_class (label, "guide-heading");
  gtk_accessible_update_relation (GTK_ACCESSIBLE (group), GTK_ACCESSIBLE_RELATION_LABELLED_BY,
                                  label, NULL, -1);
  gtk_box_append (self->section_box, label);
}

static void
add_section (IngamGuidePage *self, const IngamGuideSection *section)
{
  GtkWidget *group =
      section->items != NULL ? new_items (section) : forms[section->form].new_group (self);

  if (group == NULL)
    return;
  if (section->title != NULL)
    add_heading (self, gettext (section->title), group);
  gtk_box_append (self->section_box, group);
}

static gboolean
is_end (const IngamGuideSection *section)
{
  return section->items == NULL && forms[section->form].new_group == NULL;
}

GtkWidget *
ingam_guide_page_new (IngamGuideTopic topic, IngamCredential *credential)
{
  IngamGuidePage *self = g_object_new (INGAM_TYPE_GUIDE_PAGE, NULL);
  const IngamGuideText *text = ingam_guide_text_get (topic);

  if (credential != NULL)
    self->credential = g_object_ref (credential);
  gtk_label_set_text (self->title_label, gettext (text->title));
  gtk_label_set_text (self->lead_label, gettext (text->lead));
  for (const IngamGuideSection *section = text->sections; !is_end (section); section++)
    add_section (self, section);
  gtk_widget_set_visible (self->import_box, text->ends_with_import);
  ingam_finish_below (GTK_WIDGET (self));
  return GTK_WIDGET (self);
}

static void
ingam_guide_page_dispose (GObject *object)
{
  ingam_widget_drop_children (GTK_WIDGET (object));
  g_clear_object (&INGAM_GUIDE_PAGE (object)->credential);
  G_OBJECT_CLASS (ingam_guide_page_parent_class)->dispose (object);
}

static void
ingam_guide_page_class_init (IngamGuidePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ingam_guide_page_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ingam/Ingam/guide/guide-page.ui");
  gtk_widget_class_bind_template_child (widget_class, IngamGuidePage, import_box);
  gtk_widget_class_bind_template_child (widget_class, IngamGuidePage, lead_label);
  gtk_widget_class_bind_template_child (widget_class, IngamGuidePage, section_box);
  gtk_widget_class_bind_template_child (widget_class, IngamGuidePage, title_label);
}

static void
ingam_guide_page_init (IngamGuidePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

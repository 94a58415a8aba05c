/* What the guide says, in the order in which it says it.
 *
 * Tables in C and not templates: a template would repeat the same five widgets for each sentence,
 * and a wrong word would have to be looked for among them. The rules behind the sentences: a
 * renewal is possible from 30 days before the last day until that day and adds a year; a reissue
 * needs a certificate that is still valid, revokes it at once and keeps its last day; after a
 * revocation or the last day only a new one can be issued; nobody can find a password again. Fees
 * change, so no amount is named. What menus are called differs from bank to bank, so only what most
 * have is named.
 */
#include "config.h"

#include "app/guide/guide-text.h"

#include <glib/gi18n.h>

/* --- all topics --- */

static const IngamGuideItem contents_topics[] = {
  { .topic = INGAM_GUIDE_GETTING },
  { .topic = INGAM_GUIDE_RENEWAL },
  { .topic = INGAM_GUIDE_MOVING },
  { .topic = INGAM_GUIDE_LOST },
  { .topic = INGAM_GUIDE_BACKUP },
  { .topic = INGAM_GUIDE_QUESTIONS },
  { NULL },
};

static const IngamGuideSection contents[] = {
  { NULL, INGAM_GUIDE_LINKS, contents_topics },
  { NULL },
};

/* --- getting a certificate --- */

static const IngamGuideItem getting_ready[] = {
  { N_ ("Decide which one you need"),
    N_ ("A personal one for banks and insurance is free. One that works everywhere, or one "
        "for tax invoices, costs a fee every year.") },
  { N_ ("Have these at hand"),
    N_ ("Your ID card, a phone in your own name, and the bank's security card or OTP. A "
        "company also needs its business registration number.") },
  { N_ ("Sign up for internet banking"),
    N_ ("A bank issues certificates to its online customers.") },
  { NULL },
};

static const IngamGuideItem getting_on_phone[] = {
  { N_ ("Open the bank's app"),
    N_ ("Find the certificate center (인증센터) in its menu and choose to have a joint "
        "certificate issued (공동인증서 발급).") },
  { N_ ("Show that it is you"),
    N_ ("As the app asks: a picture of your ID card, your account, the security card or OTP.") },
  { N_ ("Set a password"),
    N_ ("10 characters or more, with letters, digits and special characters. No birthday, no "
        "phone number. Once forgotten, nobody can find it for you.") },
  { N_ ("It is saved inside the app"), N_ ("To use it on this computer, move it here as well.") },
  { NULL },
};

static const IngamGuideItem getting_on_pc[] = {
  { N_ ("Open the site of the bank or authority"),
    N_ ("There, too, it is in the certificate center (인증센터). Many sites do this on "
        "Windows only.") },
  { N_ ("Show that it is you"),
    N_ ("With your account and the security card or OTP. For a company you may have to hand "
        "in papers or go there.") },
  { N_ ("Choose where to save it"),
    N_ ("On a USB drive (이동식 디스크) it is easy to bring here.") },
  { N_ ("Set a password"), N_ ("Choose it as on the phone.") },
  { NULL },
};

static const IngamGuideItem getting_on_linux[] = {
  { N_ ("Have it issued on a phone or a Windows PC"),
    N_ ("Few banks issue certificates on Linux. Any Windows PC will do that you trust, but "
        "no public one. Then bring it here: the NPKI folder on a USB drive, or a PFX file.") },
  { NULL },
};

static const IngamGuideItem getting_next[] = {
  { .topic = INGAM_GUIDE_MOVING },
  { NULL },
};

static const IngamGuideSection getting[] = {
  { N_ ("Before You Begin"), INGAM_GUIDE_POINTS, getting_ready },
  { N_ ("On the Phone"), INGAM_GUIDE_STEPS, getting_on_phone },
  { N_ ("On a Windows PC"), INGAM_GUIDE_STEPS, getting_on_pc },
  { N_ ("If You Only Have Linux"), INGAM_GUIDE_POINTS, getting_on_linux },
  { N_ ("Read On"), INGAM_GUIDE_LINKS, getting_next },
  { NULL },
};

/* --- renewal --- */

static const IngamGuideItem renewal_when[] = {
  { N_ ("From 30 days before the last day"),
    N_ ("Earlier it is not possible. When the time has come, Ingam says so in the list.") },
  { N_ ("Until the last day"),
    N_ ("One day later it is too late: then a new one has to be issued.") },
  { NULL },
};

static const IngamGuideItem renewal_how[] = {
  { N_ ("Go to where it was issued"),
    N_ ("Renewing is done on the site or in the app of the bank or authority that issued it.") },
  { N_ ("Choose to renew (갱신)"),
    N_ ("It is in the certificate center (인증센터). Not the reissue (재발급): that does not "
        "move the last day.") },
  { N_ ("Enter the certificate's password"),
    N_ ("You need the certificate of today and its password. Forgotten? Then have it "
        "reissued first, at least a day before the last day.") },
  { N_ ("Bring the new one into Ingam"),
    N_ ("Drop the file on the window. Ingam sees that it replaces the old one.") },
  { NULL },
};

static const IngamGuideItem renewal_afterwards[] = {
  { N_ ("Mostly nothing has to be registered again"),
    N_ ("Where it is not accepted, register it once more. Copy the new one to your phone as "
        "well.") },
  { NULL },
};

static const IngamGuideItem renewal_next[] = {
  { .topic = INGAM_GUIDE_GETTING },
  { .topic = INGAM_GUIDE_MOVING },
  { NULL },
};

static const IngamGuideSection renewal[] = {
  { NULL, INGAM_GUIDE_STATE, NULL },
  { N_ ("When It Can Be Done"), INGAM_GUIDE_POINTS, renewal_when },
  { N_ ("How It Is Done"), INGAM_GUIDE_STEPS, renewal_how },
  { N_ ("Afterwards"), INGAM_GUIDE_POINTS, renewal_afterwards },
  { N_ ("Where to Ask"), INGAM_GUIDE_AUTHORITY, NULL },
  { N_ ("Read On"), INGAM_GUIDE_LINKS, renewal_next },
  { NULL },
};

/* --- moving it --- */

static const IngamGuideItem moving_here[] = {
  { N_ ("Find the NPKI folder"), N_ ("Where it lies is told further down.") },
  { N_ ("Copy the whole folder to a USB drive"),
    N_ ("Not into another folder: bank programs look for it at the top.") },
  { N_ ("Plug the drive in here and import"),
    N_ ("Or drop the folder on Ingam. It finds the certificates by itself.") },
  { NULL },
};

static const IngamGuideItem moving_from_here[] = {
  { N_ ("Open the certificate in Ingam and choose Export"),
    N_ ("The folder (NPKI) for a USB drive, one file (.pfx) for everything else.") },
  { N_ ("Use it from the USB drive, or copy it"),
    N_ ("Bank programs read it from the drive (이동식 디스크). Or copy the folder to the "
        "place told further down.") },
  { NULL },
};

static const IngamGuideItem moving_as_file[] = {
  { N_ ("A PFX file"),
    N_ ("The certificate and its key, locked in one file. Sites make one with “Export” "
        "(내보내기) in their certificate center. Drop it on Ingam.") },
  { NULL },
};

static const IngamGuideItem moving_phone[] = {
  { N_ ("From the phone to a PC"),
    N_ ("In the bank's app choose “Export” (인증서 내보내기), and on the bank's site "
        "“Smartphone to PC” (스마트폰 → PC 복사). If the site does not work on Linux, do it "
        "on Windows or a Mac and bring it here by USB.") },
  { N_ ("From a PC to the phone"),
    N_ ("In the bank's app choose “Import” (인증서 가져오기), and on the bank's site “PC to "
        "Smartphone” (PC → 스마트폰 복사).") },
  { N_ ("The number that is asked for"),
    N_ ("One screen shows a number (승인번호, mostly 12 digits) or a QR code, the other one "
        "wants it. It is good for a short time: keep both open.") },
  { N_ ("The menu has another name?"),
    N_ ("Each bank and authority calls it a little differently: copy (복사), move (이동), "
        "import and export. All mean the same.") },
  { NULL },
};

static const IngamGuideItem moving_places[] = {
  { "Windows", N_ ("The folder is hidden. Paste this into the address bar of the Explorer."),
    "%USERPROFILE%\\AppData\\LocalLow\\NPKI" },
  { "Mac", N_ ("Press Shift, Command and G in the Finder and paste this."),
    "~/Library/Preferences/NPKI" },
  { "Linux", N_ ("In your home folder. Ingam keeps your certificates there as well."), "~/NPKI" },
  { N_ ("USB drive"), N_ ("At the top of the drive."), "/NPKI" },
  { N_ ("Phone"), N_ ("Inside the bank's app. It is not to be seen as a file.") },
  { NULL },
};

static const IngamGuideSection moving[] = {
  { N_ ("From Another Computer to This One"), INGAM_GUIDE_STEPS, moving_here },
  { N_ ("From This Computer to Another"), INGAM_GUIDE_STEPS, moving_from_here },
  { N_ ("As a Single File"), INGAM_GUIDE_POINTS, moving_as_file },
  { N_ ("Phone and PC"), INGAM_GUIDE_POINTS, moving_phone },
  { N_ ("Where It Is Kept"), INGAM_GUIDE_POINTS, moving_places },
  { NULL },
};

/* --- lost or stolen --- */

static const IngamGuideItem lost_order[] = {
  { N_ ("Ask the authority to revoke it"),
    N_ ("On the site of the bank or authority that issued it, or call the number below. From "
        "then on nobody can use it. It cannot be undone.") },
  { N_ ("Have one issued again"),
    N_ ("After a revocation a new one has to be issued. If the place that issued it can "
        "reissue it right away, that is enough: the old one is then revoked at once.") },
  { N_ ("Delete old copies"),
    N_ ("On USB drives, phones and other PCs. They are of no use any more.") },
  { N_ ("Register the new one again"),
    N_ ("At every bank, tax office and authority where you use it.") },
  { NULL },
};

static const IngamGuideItem lost_good_to_know[] = {
  { N_ ("Already reissued?"),
    N_ ("Then the old one is revoked already. There is nothing to ask for.") },
  { N_ ("A finder needs the password"), N_ ("But an easy one can be guessed, so do not wait.") },
  { N_ ("You may find it again?"),
    N_ ("Have it suspended (효력정지) instead. If you do not have it restored within 6 "
        "months, it is revoked.") },
  { N_ ("Something else gone as well?"),
    N_ ("Report a security card to the bank and a phone to its company.") },
  { NULL },
};

static const IngamGuideItem lost_next[] = {
  { .topic = INGAM_GUIDE_GETTING },
  { NULL },
};

static const IngamGuideSection lost[] = {
  { N_ ("In This Order"), INGAM_GUIDE_STEPS, lost_order },
  { N_ ("Whom to Call"), INGAM_GUIDE_AUTHORITY, NULL },
  { N_ ("Good to Know"), INGAM_GUIDE_POINTS, lost_good_to_know },
  { N_ ("Read On"), INGAM_GUIDE_LINKS, lost_next },
  { NULL },
};

/* --- questions and answers --- */

static const IngamGuideItem questions_password[] = {
  { N_ ("I forgot the password. Can it be found?"),
    N_ ("No. Neither the bank nor the authority nor Ingam knows it. Have the certificate "
        "reissued where you got it, while it is valid.") },
  { N_ ("What is the password of a PFX file?"),
    N_ ("The one that the certificate had when the file was made. Changing it later does not "
        "change the file.") },
  { NULL },
};

static const IngamGuideItem questions_renewal[] = {
  { N_ ("How do reissue and renewal differ?"),
    N_ ("A renewal (갱신) adds a year. A reissue (재발급) is for a lost certificate or a "
        "forgotten password: the last day stays, and the old one can no longer be used.") },
  { N_ ("Why does a reissued one end on the same day?"),
    N_ ("A reissue gives you the certificate again, not more time. When 30 days or fewer are "
        "left, renew it.") },
  { N_ ("It has expired. Can I still renew it?"),
    N_ ("No. Have a new one issued, and register it again where you use it.") },
  { N_ ("Why do I have to register it again?"),
    N_ ("Banks and offices remember one certificate of yours. After a reissue or a new issue "
        "you have another one, so each has to be told. After a renewal mostly not.") },
  { N_ ("It was suspended. What now?"),
    N_ ("Have the authority restore it within 6 months. After that it is revoked, and a new "
        "one has to be issued.") },
  { NULL },
};

static const IngamGuideItem questions_files[] = {
  { N_ ("Where is the file?"),
    N_ ("In a folder called NPKI. “Moving a Certificate” tells where that is on each system.") },
  { N_ ("Does copying take the original away?"),
    N_ ("No, it stays. Both can be used, with the same password.") },
  { N_ ("Why does the bank not see my certificate?"),
    N_ ("Choose the right place in the bank's window: the hard disk (하드디스크) is ~/NPKI, "
        "the USB drive is 이동식 디스크. Expired ones are often not shown, and some banks do "
        "not work on Linux.") },
  { N_ ("Does it work on a Mac or a phone?"),
    N_ ("Yes, the same certificate does. “Moving a Certificate” tells how to bring it there.") },
  { N_ ("Does Ingam send my certificate anywhere?"),
    N_ ("No. Certificates and passwords stay on this computer.") },
  { NULL },
};

static const IngamGuideItem questions_others[] = {
  { N_ ("What is a browser certificate?"),
    N_ ("One that is kept inside one browser (브라우저 인증서), often for one site. It goes "
        "when you clear the browser's data. It is not a file, so Ingam cannot look after it.") },
  { N_ ("What is a financial certificate?"),
    N_ ("One that is kept on the internet and opened with six digits (금융인증서). There is "
        "no file to lose, but not every place takes it. Tax invoices still need a joint "
        "certificate.") },
  { NULL },
};

static const IngamGuideSection questions[] = {
  { N_ ("Passwords"), INGAM_GUIDE_ANSWERS, questions_password },
  { N_ ("Reissue and Renewal"), INGAM_GUIDE_ANSWERS, questions_renewal },
  { N_ ("Files and Programs"), INGAM_GUIDE_ANSWERS, questions_files },
  { N_ ("Other Kinds"), INGAM_GUIDE_ANSWERS, questions_others },
  { NULL },
};

/* --- backups --- */

static const IngamGuideItem backup_what[] = {
  { N_ ("One file with all of your certificates"),
    N_ ("It is sealed, and no name can be seen from outside. It goes where you choose: a USB "
        "drive, another folder, a place on the network.") },
  { N_ ("It counts once it was read back"),
    N_ ("After writing, Ingam opens it with the passphrase from your keyring and compares every "
        "byte. Only then does it say that there is a backup.") },
  { N_ ("The backup passphrase is made by Ingam"),
    N_ ("It lies in this computer's keyring, which is gone when the computer is. Print the "
        "recovery sheet and keep it somewhere else.") },
  { N_ ("The certificate password stays what it was"),
    N_ ("A backup does not hold it, and after restoring you use the one of the day of the "
        "backup.") },
  { NULL },
};

static const IngamGuideItem backup_without[] = {
  { N_ ("Find the newest file"), N_ ("Its name begins with ingam and has the date in it.") },
  { N_ ("Open it with the backup passphrase"),
    N_ ("With 7-Zip or Bandizip on Windows, Keka on a Mac, 7z on Linux. Windows Explorer cannot "
        "open it.") },
  { N_ ("Open the ZIP inside"),
    N_ ("It asks for nothing. README.txt in it says in Korean and English what goes where.") },
  { N_ ("Put the folder NPKI where your programs look for it"),
    N_ ("On Linux into your home folder, on Windows at the top of a USB drive.") },
  { NULL },
};

static const IngamGuideItem backup_format[] = {
  { N_ ("A ZIP with AES-256"),
    N_ ("The one that WinZip began with (AE-2), so that many programs can open it, also in ten "
        "years.") },
  { N_ ("Its weak point, and the answer to it"),
    N_ ("The format makes it cheap to try out passphrases: 1,000 rounds of PBKDF2 and no more. "
        "So Ingam makes a passphrase of 133 random bits, which nobody finds by trying, and does "
        "not let you choose a shorter one.") },
  { N_ ("What the keyring protects from"),
    N_ ("From a stolen disk and from who finds the backup. Not from other programs that you run "
        "while you are logged in.") },
  { NULL },
};

static const IngamGuideSection backup[] = {
  { N_ ("What a Backup Is"), INGAM_GUIDE_POINTS, backup_what },
  { N_ ("Opening One without Ingam"), INGAM_GUIDE_STEPS, backup_without },
  { N_ ("How It Is Sealed"), INGAM_GUIDE_POINTS, backup_format },
  { NULL },
};

static const IngamGuideText texts[INGAM_GUIDE_N] = {
  [INGAM_GUIDE_CONTENTS] = {
    .word = "contents",
    .title = N_ ("How Certificates Work"),
    .summary = "",
    .lead = N_ ("What would you like to know?"),
    .sections = contents,
  },
  [INGAM_GUIDE_GETTING] = {
    .word = "getting",
    .icon = "ingam-seal-symbolic",
    .title = N_ ("Getting a Certificate"),
    .summary = N_ ("What you need, and step by step"),
    .lead =
        N_ ("Banks and authorities issue certificates in their own programs. Ingam looks "
            "after them from then on."),
    .sections = getting,
    .ends_with_import = TRUE,
  },
  [INGAM_GUIDE_RENEWAL] = {
    .word = "renewal",
    .icon = "ingam-later-symbolic",
    .title = N_ ("Renewal"),
    .summary = N_ ("When, where and how"),
    .lead = N_ ("Renewed, a certificate can be used for another year."),
    .sections = renewal,
    .ends_with_import = TRUE,
  },
  [INGAM_GUIDE_MOVING] = {
    .word = "moving",
    .icon = "ingam-export-symbolic",
    .title = N_ ("Moving a Certificate"),
    .summary = N_ ("Between PC, phone and USB drive"),
    .lead =
        N_ ("Copying does not take the original away. Both can be used, with the same "
            "password."),
    .sections = moving,
    .ends_with_import = TRUE,
  },
  [INGAM_GUIDE_LOST] = {
    .word = "lost",
    .icon = "ingam-soon-symbolic",
    .title = N_ ("Lost or Stolen"),
    .summary = N_ ("What to do first"),
    .lead = N_ ("Before anything else, see to it that nobody else can use it."),
    .sections = lost,
  },
  [INGAM_GUIDE_BACKUP] = {
    .word = "backup",
    .icon = "ingam-locked-symbolic",
    .title = N_ ("Backups"),
    .summary = N_ ("How they are sealed, and how to open one anywhere"),
    .lead = N_ ("A lost certificate can be had again; a day without it is lost for good."),
    .sections = backup,
  },
  [INGAM_GUIDE_QUESTIONS] = {
    .word = "questions",
    .icon = "ingam-info-symbolic",
    .title = N_ ("Questions and Answers"),
    .summary = N_ ("Passwords, reissue, files and more"),
    .lead = N_ ("Choose a question to see its answer."),
    .sections = questions,
  },
};

const IngamGuideText *
ingam_guide_text_get (IngamGuideTopic topic)
{
  g_return_val_if_fail ((guint) topic < INGAM_GUIDE_N, NULL);

  return &texts[topic];
}

gboolean
ingam_guide_text_find (const char *word, IngamGuideTopic *ret_topic)
{
  g_return_val_if_fail (word != NULL, FALSE);

  for (guint i = 0; i < INGAM_GUIDE_N; i++)
    if (g_str_equal (texts[i].word, word))
      {
        *ret_topic = i;
        return TRUE;
      }
  return FALSE;
}

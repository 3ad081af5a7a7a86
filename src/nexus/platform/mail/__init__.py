"""Mail: written from templates in the reader's language, sent by a job, delivered by SMTP or into a folder."""

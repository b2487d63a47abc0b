"""Six sites whose pages may be looked at while the rules are made."""

from . import Dump, Site, Story, long_day


def administration(story: Story, site: Site) -> Dump:
    """The site of an administration: a bar for the visually impaired, a menu of words, the day without its year."""
    page = Dump(day=f"--{story.moment:%m-%d}")
    page.around(
        "Обычный шрифт Крупный шрифт Цвет: Ц Ц Ц Изображения Вкл. Выкл.",
        "Администрация Зареченского муниципального округа",
        "Официальный портал",
        "Глава округа",
        "Дума",
        "Поселения",
        "Муниципальный контроль",
        "Градостроительство",
        "Электронная",
        "приёмная",
        "",
        "Главная / Пресс-центр / Новости округа",
    )
    page.article(long_day(story.moment).rsplit(" ", 1)[0])
    page.article(story.title, *story.paragraphs)
    page.around(
        "Рассказать в социальных сетях:",
        "",
        "Дежурная часть 112",
        "Телефон доверия 8 800 200-01-22",
        "Прокуратура разъясняет",
        "Портал государственных услуг Российской Федерации",
        "Общественная приёмная главы округа работает по вторникам с 14:00 до 17:00",
        "© Администрация округа, 2012–2026",
    )
    return page


def word_press(story: Story, site: Site) -> Dump:
    """A small paper on a common engine: window title, author, similar entries, a form for comments."""
    page = Dump(day=f"{story.moment:%Y-%m-%d}")
    page.around(
        f"{story.title} — Заречье сегодня",
        "Skip to content",
        "Заречье сегодня",
        "Независимая газета нашего края",
        "Menu",
    )
    page.around("Новости", "Общество", "Спорт", "Люди и судьбы", "Редакция", "Объявления", "")
    page.article(story.title)
    page.article(f"{long_day(story.moment)} Марина Петрова")
    page.around("0 комментариев", "")
    for paragraph in story.paragraphs:
        page.article(paragraph)
        page.around("")
    page.around("Рубрики: Новости, Общество", f"← {site.headlines(1)[0]}", f"{site.headlines(1)[0]} →", "")
    page.around("Похожие записи", *site.headlines(3), "")
    page.around(
        "Добавить комментарий Отменить ответ",
        "Ваш адрес email не будет опубликован. Обязательные поля помечены *",
        "Комментарий *",
        "Имя *",
        "Email *",
        "Сайт",
        "Сохранить моё имя, email и адрес сайта в этом браузере для последующих моих комментариев.",
    )
    return page


def agency(story: Story, site: Site) -> Dump:
    """An agency: time and day under the headline, then a long list of other news with their own."""
    page = Dump(day=f"{story.moment:%Y-%m-%d}")
    page.article(story.title, f"{story.moment:%H:%M %d.%m.%Y}", *story.paragraphs)
    page.around(f"Просмотров: {site.number(9000)}", "Лента")
    for headline in site.headlines(12):
        page.around(f"- {site.clock()} {site.other_day():%d.%m.%Y}", f"- {headline}")
    page.around("", f"комментарии({site.number(5)})")
    return page


def newspaper(story: Story, site: Site) -> Dump:
    """An old newspaper: number of the issue, rubric, author, the lead twice, letters of readers."""
    page = Dump(day=f"{story.moment:%Y-%m-%d}")
    page.around(
        "Районная газета «Заря»",
        "Издаётся с 1931 года",
        "Номер 45 (12873)",
        "Вход",
        "Регистрация",
        "Рубрика: Будни района",
    )
    page.article(story.title)
    page.around("Светлана Ковалёва")
    page.article(f"{story.moment:%d.%m.%Y}, {story.moment:%H:%M}")
    page.around(f"{site.number(900)} просмотров")
    page.article(story.paragraphs[0])
    page.around("", story.paragraphs[0])
    page.article(*story.paragraphs[1:])
    page.around("Нашли опечатку? Выделите её и нажмите Ctrl + Enter", f"Отзывы читателей ({site.number(9)})")
    for name in ("Николай", "Читательница"):
        page.around(name, f"{long_day(site.other_day())} в {site.clock()}", site.chance.choice(LETTERS), "Ответить")
    return page


LETTERS = (
    "Давно пора было этим заняться, а то одни обещания каждый год слышим.",
    "Спасибо редакции за статью! Очень важная тема для всех нас.",
    "Не верю ни одному слову, приезжайте к нам на улицу и посмотрите сами.",
    "А когда же у нас дорогу сделают, три года ждём.",
)


def portal(story: Story, site: Site) -> Dump:
    """A large portal: a menu in one line, a caption with credit, other news between paragraphs, partners' news."""
    page = Dump(day=f"{story.moment:%Y-%m-%d}")
    page.around(
        "Новости | Авто | Недвижимость | Работа | Афиша | Ещё",
        "+12°",
        f"$ {site.number(90)},15 € {site.number(99)},40",
        "Войти",
    )
    page.article(story.title)
    page.article(f"{long_day(story.moment)}, {story.moment:%H:%M}")
    page.around(str(site.number(9000)), "Поделиться", "Жители города обсудили новость", "Фото: пресс-служба полиции")
    for number, paragraph in enumerate(story.paragraphs):
        page.article(paragraph)
        if number in (1, 4):
            page.around(f"Читайте также: {site.headlines(1)[0]}")
    page.around(
        "Теги: город, область, события",
        "Самое читаемое за неделю",
        *site.headlines(5),
        "Новости партнёров",
        *site.headlines(4),
    )
    page.around(
        "Сетевое издание «Портал», 16+. Редакция не несёт ответственности за содержание объявлений.",
        "Размещение рекламы: 8 (4212) 00-00-00",
    )
    return page


def excerpt(story: Story, site: Site) -> Dump:
    """A site that repeats the beginning, cut; it gives no day for the article, only for others."""
    page = Dump()
    page.article(story.title)
    page.around("Кратко", " ".join(story.paragraphs[0].split()[:18]) + " […]")
    page.article(*story.paragraphs)
    page.around("Поделиться ссылкой:", "Telegram", "ВКонтакте", "Одноклассники", "", "Главные события")
    for headline in site.headlines(4):
        page.around(long_day(site.other_day()), headline)
    return page


STYLES = {style.__name__: style for style in (administration, word_press, agency, newspaper, portal, excerpt)}

"""Four sites that are measured and not looked at while the rules are made."""

from . import SHORT_MONTHS, WEEKDAYS, Dump, Site, Story, long_day


def television(story: Story, site: Site) -> Dump:
    """A television company: schedule, video, app."""
    day = story.moment
    page = Dump(day=f"{day:%Y-%m-%d}")
    page.around(
        "ТВ Заречье",
        "Прямой эфир",
        "Телепрограмма",
        "Выпуски",
        "Ведущие",
        "09:00 Утро на канале",
        "12:30 Вести недели",
        "21:00 Художественный фильм",
        "",
    )
    page.article(story.title, f"Опубликовано: {day.day} {SHORT_MONTHS[day.month - 1]}. {day.year}")
    page.around("Видео недоступно для просмотра", "Смотреть на Rutube", "")
    for paragraph in story.paragraphs:
        page.article(paragraph)
        page.around("")
    page.around(
        "Есть чем поделиться? Снимайте и отправляйте нам видео в мессенджер",
        "Установить приложение канала",
        "Ещё выпуски",
    )
    page.around(*(f"{headline} {site.clock()}" for headline in site.headlines(5)))
    page.around(
        "ООО «Телекомпания Заречье», лицензия на вещание № 12345",
        "По вопросам сотрудничества обращайтесь в коммерческую службу",
    )
    return page


def city(story: Story, site: Site) -> Dump:
    """A city portal: a banner about cookies, the weather, the day within the first paragraph, teasers."""
    day = story.moment
    page = Dump(day=f"{day:%Y-%m-%d}")
    page.around(
        "Оставаясь на сайте, вы разрешаете нам хранить данные о вашем посещении в браузере. Ок",
        "Ваш город — Заречный?",
        "Да, верно",
        "Выбрать другой",
        "Сейчас на улице минус пять, ветер слабый",
        "Происшествия Погода Власть Деньги Город Отдых",
    )
    page.article(story.title)
    page.around(f"★★★★☆ {site.number(50)} оценок")
    page.article(f"ЗАРЕЧНЫЙ, {long_day(day)} — {story.paragraphs[0]}", *story.paragraphs[1:])
    page.around("Что вы об этом думаете?", "Поддерживаю", "Не поддерживаю", "Мне всё равно", "Рекомендации для вас")
    for headline in site.headlines(4):
        page.around(headline, site.teaser())
    page.around("Служба новостей: news@example.ru", "Пользуясь порталом, вы принимаете правила сайта.")
    return page


def press_office(story: Story, site: Site) -> Dump:
    """The press office of a parliament: the day with its weekday, a list of committees, a form."""
    day = story.moment
    page = Dump(day=f"{day:%Y-%m-%d}")
    page.around(
        "Законодательное собрание",
        "Депутаты",
        "Комитеты",
        "Законопроекты",
        "Заседания",
        "Трансляции",
        "Молодёжный парламент",
        "Пресс-служба → Сообщения",
    )
    page.article(f"{WEEKDAYS[day.weekday()].capitalize()}, {long_day(day)} года", story.title, "")
    for paragraph in story.paragraphs:
        page.article(paragraph)
    page.around("", "Версия для печати", "К списку сообщений", "", "Другие сообщения пресс-службы")
    for headline in site.headlines(6):
        page.around(f"{site.other_day():%d.%m.%Y} {headline}")
    page.around(
        "Подписка на рассылку",
        "Укажите адрес электронной почты",
        "Комитет по бюджету",
        "Комитет по социальной политике",
        "Счётная палата",
        "Избирательная комиссия",
    )
    return page


def aggregator(story: Story, site: Site) -> Dump:
    """A collector of news: an address first, a machine's moment, teasers and readers' remarks."""
    day = story.moment
    page = Dump(day=f"{day:%Y-%m-%d}")
    page.around("Обзор прессы регионов", "Источники", "Сюжеты", "О сервисе", "")
    page.article(story.title, f"{day:%Y-%m-%dT%H:%M:%S}+03:00")
    page.around(
        f"👁 {site.number(5000)} 💬 {site.number(30)} ❤ {site.number(200)}", "", story.paragraphs[0].split(". ")[0] + "…"
    )
    page.article(*story.paragraphs)
    page.around("Перейти к оригиналу публикации", "", "Сюжет развивается")
    for _ in range(3):
        page.around(site.headlines(1)[0], site.teaser(), "")
    page.around(
        "Реплики",
        "гость_1987",
        "Ну и что теперь делать простым людям, никто не объяснил",
        "marina_k",
        "Поживём — увидим.",
        "Написать реплику",
    )
    page.around("Сервис собирает сообщения автоматически и не отвечает за их содержание.")
    return page


STYLES = {style.__name__: style for style in (television, city, press_office, aggregator)}
